using System.Net;
using System.Text.Json;
using Postamt.Load.Machines;
using Postamt.Load.Processes;

namespace Postamt.Load.Servers;

/// <summary>This post office as a user starts it: <c>postamt try --json</c>, a process of its own with its data in the work folder.</summary>
internal sealed class OurServer : IMailServer
{
    private const string Password = "bench-Pass-1";
    private static readonly string[] Names = ["smtp", "imap", "imaps", "lmtp"];
    private static readonly string[] Unused = ["submission", "submissions", "http", "https"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly ServerProcess _process;
    private readonly Dictionary<string, IPEndPoint> _listen;

    private OurServer(ServerProcess process, string version, int accounts, JsonElement ready)
    {
        _process = process;
        Name = "Postamt " + version;
        Settings = $"Postamt: `postamt try --accounts {accounts}`, Release build, all defaults (embedded engine: every answer after fsync).";
        _listen = ready.GetProperty("listen").EnumerateObject().ToDictionary(entry => entry.Name, entry => IPEndPoint.Parse(entry.Value.GetString()!));
        Accounts = [.. ready.GetProperty("accounts").EnumerateArray().Select(entry => new MailAccount(entry.GetProperty("address").GetString()!, entry.GetProperty("password").GetString()!))];
    }

    public string Name { get; }

    public string Settings { get; }

    public IPEndPoint Smtp => _listen["smtp"];

    public IPEndPoint Imap => _listen["imap"];

    public IPEndPoint Imaps => _listen["imaps"];

    public IReadOnlyList<MailAccount> Accounts { get; }

    public IReadOnlyList<int> Processes => [_process.Id];

    internal static async Task<OurServer> StartAsync(WorkFolder work, int accounts, CancellationToken cancellationToken)
    {
        var version = await ForeignProgram.RunAsync("dotnet", [Checkout.Program, "--version"], cancellationToken);
        string[] arguments =
        [
            Checkout.Program, "try", "--json", "--data", Path.Combine(work.Folder("ours"), "data"),
            "--accounts", $"{accounts}", "--password", Password,
            .. Names.SelectMany(name => new[] { "--listen", $"{name}=127.0.0.1:0" }),
            .. Unused.SelectMany(name => new[] { "--listen", $"{name}=off" }),
        ];
        var process = new ServerProcess("dotnet", arguments, work.Path);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(StartLimit);
            var ready = await process.Output.ReadLineAsync(deadline.Token) ?? throw new LoadException($"Our server ended before it was ready:\n{process.Said}");
            using var json = JsonDocument.Parse(ready);
            Run.Say($"Postamt runs as process {process.Id}");
            return new OurServer(process, version.Text.Trim().Split('+')[0], accounts, json.RootElement);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
