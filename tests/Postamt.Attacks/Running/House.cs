using System.Net;
using System.Text.Json;
using Postamt.Running;

namespace Postamt.Attacks.Running;

/// <summary>
/// A post office as it runs in earnest, with every limit on: the program as a process of its own, its people made through the local door,
/// and all mail for elsewhere sent to servers of ours. Two companies; domains postamt.test and two.test.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    public const string Domain = "postamt.test";
    public const string HostName = "mail.postamt.test";
    public const string VictimAddress = "victim@" + Domain;

    private static readonly string[] Names = ["smtp", "submission", "submissions", "lmtp", "imap", "imaps"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly Dictionary<string, IPEndPoint> _listen;
    private int _peers;

    private House(ServerProcess process, string folder, Dictionary<string, IPEndPoint> listen)
    {
        (Process, _folder, _listen) = (process, folder, listen);
        Door = new Door(Data);
    }

    public ServerProcess Process { get; }

    public Door Door { get; }

    public string Data => DataIn(_folder);

    /// <summary>Takes all mail for other domains and counts it as a careless server would.</summary>
    public FakeMx Mx { get; } = new(injects: false);

    /// <summary>The server of inject.example, which puts plain text behind its answer to STARTTLS.</summary>
    public FakeMx Injecting { get; } = new(injects: true);

    /// <summary>Gets the ordinary mail that follows each attack.</summary>
    public Person Reader { get; } = new("reader@" + Domain, "Secret-reader-41c7a9");

    public Person Anna { get; } = new("anna@" + Domain, "Secret-anna-9b02ef");

    /// <summary>At whom mail attacks aim.</summary>
    public Person Victim { get; } = new(VictimAddress, "Secret-victim-5d11c0");

    /// <summary>The victim's namesake at the other company.</summary>
    public Person Namesake { get; } = new("victim@two.test", "Secret-namesake-77a3b1");

    public IEnumerable<string> Secrets => new[] { Reader, Anna, Victim, Namesake }.SelectMany(person => person.Secrets);

    /// <summary>Mails that went to other domains.</summary>
    public int Sent => Mx.Count + Injecting.Count;

    public IPEndPoint this[string listener] => _listen[listener];

    /// <param name="log">The least level that is logged.</param>
    public static async Task<House> StartAsync(string log = "debug")
    {
        var folder = Directory.CreateTempSubdirectory("postamt-attacks-").FullName;
        var process = ServerProcess.Start(
        [
            "serve", "--data", DataIn(folder), "--hostname", HostName, "--private-networks", "--log", log, "--listen", "http=off", "--listen", "https=off",
            .. Names.SelectMany(name => new[] { "--listen", $"{name}=127.0.0.1:0" }),
        ], folder);
        try
        {
            await process.LogLineAsync(line => line.Contains("\"EventId\":14000", StringComparison.Ordinal), StartLimit, TestContext.Current.CancellationToken);
            var house = new House(process, folder, Listeners(process));
            await house.FoundAsync();
            return house;
        }
        catch
        {
            await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>A peer's address in a network of its own, so that what one attack is denied does not hinder the next.</summary>
    public IPAddress NextPeer()
    {
        var number = Interlocked.Increment(ref _peers);
        return new IPAddress([127, (byte)(16 + number / 256), (byte)(number % 256), 1]);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Mx.DisposeAsync();
        await Injecting.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string DataIn(string folder) => Path.Combine(folder, "data");

    private static Dictionary<string, IPEndPoint> Listeners(ServerProcess process)
    {
        var found = new Dictionary<string, IPEndPoint>();
        foreach (var line in process.LogFrom(0).Where(line => line.Contains("\"EventId\":1010", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line);
            var state = json.RootElement.GetProperty("State");
            found[state.GetProperty("Listener").GetString()!] = IPEndPoint.Parse(state.GetProperty("EndPoint").GetString()!);
        }

        return found;
    }

    private async Task FoundAsync()
    {
        await Door.DoAsync("company", "add", "One");
        await Door.DoAsync("domain", "add", Domain, "--company", "One");
        await Door.DoAsync("company", "add", "Two");
        await Door.DoAsync("domain", "add", "two.test", "--company", "Two");
        foreach (var person in new[] { Reader, Anna, Victim, Namesake })
            await Door.DoAsync("account", "add", person.Address, "--password", person.Password);
        await Door.DoAsync("setting", "set", "delivery.routes", JsonSerializer.Serialize(new object[]
        {
            new { domain = "inject.example", host = "127.0.0.1", port = Injecting.Port },
            new { domain = "*", host = "127.0.0.1", port = Mx.Port },
        }));
    }
}
