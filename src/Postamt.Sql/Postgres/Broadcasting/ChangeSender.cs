using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;

namespace Postamt.Sql.Postgres.Broadcasting;

/// <summary>
/// Tells the other nodes what was committed here, on a thread and a connection of its own and in transactions without data: a notification
/// holds a lock of the whole database until its commit ends. Changes of one account within 20 ms are told as one.
/// </summary>
internal sealed class ChangeSender : IDisposable
{
    /// <summary>The name the nodes listen by.</summary>
    public const string Channel = "postamt_changes";

    /// <summary>The same for directory changes.</summary>
    public const string DirectoryChannel = "postamt_directory";

    private const string NotifyText = """
        SELECT pg_notify($1, $2)
        """;

    /// <summary>Of changes that could not be told; more are told as "anything may have changed".</summary>
    private const int MostUntold = 1_000;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly PostgresSource _source;
    private readonly long _self;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _something = new();
    private readonly ManualResetEventSlim _closing = new();
    private readonly Thread _thread;
    private Waiting _waiting = new();
    private PostgresConnection? _connection;

    public ChangeSender(PostgresSource source, long self, ILogger logger)
    {
        _source = source;
        _self = self;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "postamt change sender" };
        _thread.Start();
    }

    public void Add(AccountChange change)
    {
        lock (_lock)
        {
            var accounts = _waiting.Accounts;
            accounts[change.Account] = accounts.TryGetValue(change.Account, out var before) ? Both(before, change) : change;
            if (_waiting.Count == 1) _something.Set();
        }
    }

    public void Add(DirectoryChanged change)
    {
        lock (_lock)
        {
            _waiting.Directory.Add(change);
            if (_waiting.Count == 1) _something.Set();
        }
    }

    /// <summary>Tells what waits, then stops.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closing.Set();
            _something.Set();
        }
        _thread.Join();
        _connection?.Dispose();
        _something.Dispose();
        _closing.Dispose();
    }

    private static AccountChange Both(AccountChange before, AccountChange change) =>
        new(change.Account, Math.Max(before.ModSeq, change.ModSeq), before.Mailbox == change.Mailbox ? change.Mailbox : 0);

    private void Loop()
    {
        while (true)
        {
            _something.Wait();
            var closes = _closing.Wait(Gathering);
            Tell(Take());
            if (closes) return;
        }
    }

    private Waiting Take()
    {
        lock (_lock)
        {
            var taken = _waiting;
            _waiting = new Waiting();
            // Whoever closes us wakes us by it too.
            if (!_closing.IsSet) _something.Reset();
            return taken;
        }
    }

    private void Tell(Waiting changes)
    {
        if (changes.Count == 0) return;
        try
        {
            // A connection that breaks is made again with the next change: mailboxes' are found out without it, the directory's told again.
            _connection ??= _source.OpenTelling();
            foreach (var change in changes.Directory) _connection.Post(NotifyText, DirectoryChannel, DirectoryText.Write(_self, change));
            foreach (var text in ChangeText.Write(_self, changes.Accounts.Values)) _connection.Post(NotifyText, Channel, text);
            _connection.Flush();
        }
        catch (PostgresFault e)
        {
            Log.ChangesNotTold(_logger, changes.Count, e);
            _connection?.Dispose();
            _connection = null;
            TellAgain(changes.Directory);
            _closing.Wait(Patience);
        }
    }

    /// <summary>Readers find out by themselves what is new in a mailbox; that a password was changed they do not.</summary>
    private void TellAgain(HashSet<DirectoryChanged> changes)
    {
        lock (_lock)
        {
            if (changes.Count == 0 || _closing.IsSet) return;
            _waiting.Directory.UnionWith(changes);
            if (_waiting.Directory.Count > MostUntold) _waiting.Directory = [DirectoryChanged.Everything];
            _something.Set();
        }
    }

    /// <summary>What is to be told at once.</summary>
    private sealed class Waiting
    {
        public Dictionary<AccountId, AccountChange> Accounts { get; } = [];

        public HashSet<DirectoryChanged> Directory { get; set; } = [];

        public int Count => Accounts.Count + Directory.Count;
    }
}
