using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Postamt.Faults.Running;

/// <summary>One machine of a cluster: a node, PostgreSQL under Patroni, a member of etcd and a HAProxy that leads the node to the primary.</summary>
internal sealed class Machine : IDoors, IDisposable
{
    private const int Kill = 9;
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly string _folder;
    private readonly int _number;
    private readonly Dictionary<string, IPEndPoint> _node;
    private readonly IPEndPoint _rest;
    private readonly HttpClient _client = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }) { Timeout = TimeSpan.FromSeconds(2) };

    public Machine(string folder, int number, JsonElement[] parts)
    {
        _folder = Path.Combine(folder, $"machine{number}");
        _number = number;
        _node = ClusterOffice.Places(parts[0].GetProperty("listen"));
        _rest = ClusterOffice.Places(parts[1].GetProperty("listen"))["rest"];
    }

    public string Name => $"machine{_number}";

    /// <summary>Of its node, without a balancer in between.</summary>
    public IPEndPoint this[string name] => _node[name];

    /// <summary>The node's data folder.</summary>
    public string Data => Path.Combine(_folder, "node");

    public string Log => File.ReadAllText(Path.Combine(_folder, "..", "logs", $"node{_number}.log"));

    /// <summary>The node's processes, of which it has one.</summary>
    public IReadOnlyList<int> Node => Running("dotnet", "serve", $"{_folder}/node");

    /// <summary>PostgreSQL and what supervises it.</summary>
    public IReadOnlyList<int> Database => [.. Running("patroni", $"{_folder}/patroni.yml"), .. Postmaster()];

    public IReadOnlyList<int> Etcd => Running("etcd", $"{_folder}/etcd.yml");

    /// <summary>The node's way to the primary.</summary>
    public IReadOnlyList<int> Proxy => Running("haproxy", $"{_folder}/haproxy-postgres.cfg");

    public IReadOnlyList<int> All => [.. Node, .. Database, .. Etcd, .. Proxy];

    public static void KillAll(IReadOnlyList<int> processes) => Send(processes, Kill);

    public static void Freeze(IReadOnlyList<int> processes) => Send(processes, Stop);

    public static void Thaw(IReadOnlyList<int> processes) => Send(processes, Continue);

    public Task<bool> IsPrimaryAsync() => AsksAsync($"https://{_rest}/primary");

    public async Task<bool> IsWholeAsync() =>
        Node.Count > 0 && Database.Count > 1 && Etcd.Count > 0 && Proxy.Count > 0
        && await AsksAsync($"http://{_node["http"]}/readyz")
        && (await AsksAsync($"https://{_rest}/primary") || await AsksAsync($"https://{_rest}/replica?lag=0"));

    public void Dispose() => _client.Dispose();

    private async Task<bool> AsksAsync(string address)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(address), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || e is OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The first process of PostgreSQL and all its children: each has a session of its own.</summary>
    private IReadOnlyList<int> Postmaster()
    {
        var first = Running("postgres", "-D", $"{_folder}/postgres");
        return [.. first, .. first.SelectMany(Children)];
    }

    private static IEnumerable<int> Children(int process)
    {
        var file = $"/proc/{process}/task/{process}/children";
        return File.Exists(file) ? File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)) : [];
    }

    /// <summary>Processes whose command line has all of these words; one that was frozen or just started again is found like any other.</summary>
    public static List<int> Running(params string[] words)
    {
        var found = new List<int>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                try
                {
                    var command = File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
                    if (Path.GetFileName(command[0]) is not ("sh" or "setsid" or "setpriv") && words.All(word => command.Any(each => each == word || Path.GetFileName(each) == word))) found.Add(process.Id);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It has ended meanwhile.
                }
            }
        }

        return found;
    }

    private static void Send(IReadOnlyList<int> processes, int signal)
    {
        foreach (var process in processes) _ = Signal(process, signal);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int process, int signal);
}
