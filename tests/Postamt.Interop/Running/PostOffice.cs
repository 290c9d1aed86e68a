using System.Text.Json;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;
using Postamt.PostgresServer;
using Postamt.Running;
using Postamt.TestDns;

[assembly: AssemblyFixture(typeof(DatabaseHouse))]
[assembly: AssemblyFixture(typeof(PostOffice))]

namespace Postamt.Interop.Running;

/// <summary>
/// The real program as a process of its own: <c>postamt try --json</c> on free ports with its data in a private folder.
/// One for all tests of this assembly; each test takes accounts that no other test uses. Stopped by its process id.
/// POSTAMT_INTEROP_AGAINST names a file with such a line for another server: so the tests themselves are tried out on a
/// server that is not ours, and a misreading of theirs is found. Tests that measure the process start one of their own.
/// </summary>
public sealed class PostOffice : IAsyncLifetime
{
    private const string Password = "interop-Pass-1";
    private const int AccountCount = 90;
    private static readonly string[] Names = ["smtp", "submission", "submissions", "imap", "imaps", "lmtp"];
    private static readonly string[] Unused = ["pop3", "pop3s", "managesieve", "http", "https"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];
    private string? _database;
    private ServerProcess? _process;
    private Dictionary<string, Listener> _listen = [];
    private Queue<Account> _free = new();
    private string? _missing;

    public PostOffice()
    {
    }

    /// <summary>One that is not shared, with these variables in its environment; always the program of this tree.</summary>
    internal PostOffice(Dictionary<string, string> environment)
    {
        _environment = environment;
        Own = true;
    }

    internal string Domain { get; private set; } = "";

    internal int ProcessId => _process!.Id;

    private bool Own { get; }

    /// <summary>The DNS the server asks.</summary>
    internal DnsZone Dns { get; } = new();

    internal Listener this[string name]
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _listen.TryGetValue(name, out var listener) ? listener : throw new InvalidOperationException($"the server does not listen for {name}\n{Log}");
        }
    }

    internal string Log => _process?.LogTail ?? "";

    public async ValueTask InitializeAsync()
    {
        if (!Own && Environment.GetEnvironmentVariable("POSTAMT_INTEROP_AGAINST") is { Length: > 0 } other)
        {
            Read(await File.ReadAllTextAsync(other));
            return;
        }

        var program = Checkout.Program;
        var help = await ForeignProgram.RunAsync("dotnet", [program, "--help"]);
        if (!help.Text.Split('\n').Any(line => line.TrimStart().StartsWith("try", StringComparison.Ordinal)))
        {
            _missing = "the program has no verb try";
            return;
        }

        if (DatabaseHouse.IsWanted)
        {
            _missing = TestServer.Programs is null ? TestServer.Missing : null;
            if (_missing is not null)
                return;
            _database = await (await DatabaseHouse.DatabasesAsync()).TakeAsync();
            _environment["POSTAMT_DATABASE"] = _database;
            _environment["POSTAMT_COPIES"] = "1";
        }

        string[] arguments =
        [
            "try", "--json", "--data", Path.Combine(_folder.Path, "data"),
            "--accounts", $"{AccountCount}", "--password", Password, "--dns", $"{Dns.EndPoint}",
            .. Names.SelectMany(name => new[] { "--listen", $"{name}=127.0.0.1:0" }),
            .. Unused.SelectMany(name => new[] { "--listen", $"{name}=off" }),
        ];
        _process = ServerProcess.Start(arguments, _folder.Path, _environment);

        using var deadline = new CancellationTokenSource(StartLimit);
        var ready = await _process.Output.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException($"the server ended before it was ready\n{Log}");
        Read(ready);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
            await process.DisposeAsync();
        await Dns.DisposeAsync();
        _folder.Dispose();
        // The shared one ends with the assembly, when the database's server may be gone already.
        if (_database is not null && Own)
            await (await DatabaseHouse.DatabasesAsync()).GiveAsync(_database);
    }

    /// <summary>Runs a verb of the program on the running server.</summary>
    internal async Task<string> RunVerbAsync(params string[] arguments)
    {
        Assert.SkipWhen(_process is null, "verbs work on our own server only");
        var result = await ForeignProgram.RunAsync("dotnet", [Checkout.Program, .. arguments, "--data", Path.Combine(_folder.Path, "data")]);
        Assert.True(result.ExitCode == 0, $"{result}\n{Log}");
        return result.Text;
    }

    /// <summary>An account with an empty mailbox that no other test has seen; the first one has the mail of the front door's trial.</summary>
    internal Account TakeAccount()
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        lock (_free)
            return _free.Dequeue();
    }

    private void Read(string ready)
    {
        using var json = JsonDocument.Parse(ready);
        Assert.True(json.RootElement.GetProperty("ready").GetBoolean(), ready);
        Domain = json.RootElement.GetProperty("domain").GetString()!;
        _listen = json.RootElement.GetProperty("listen").EnumerateObject().ToDictionary(entry => entry.Name, entry => Listener.Parse(entry.Value.GetString()!));
        _free = new Queue<Account>(json.RootElement.GetProperty("accounts").EnumerateArray().Skip(1)
            .Select(entry => new Account(entry.GetProperty("address").GetString()!, entry.GetProperty("password").GetString()!))
            .Where(account => account.Address.StartsWith("user", StringComparison.Ordinal)));
    }
}
