using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Departments;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Groups;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Mail.Addresses;
using Postamt.PostgresServer;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Engines;
using Postamt.Sql.Moving;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Engines.Moving;

/// <summary>Everything of a data folder goes to PostgreSQL and back, is broken off on the way, and a difference is found.</summary>
public sealed class MoveTests : QueueTest<SqliteEngine>
{
    private static readonly UidRange[] Everything = [new UidRange(1, uint.MaxValue)];
    private static readonly Actor Self = Actor.System("test");

    private readonly List<DirectoryInfo> _folders = [];
    private string _database = "";
    private CompanyId _removed;

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        await base.InitializeAsync();
        _database = await (await DatabaseHouse.DatabasesAsync()).TakeAsync();
        await FillAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var folder in _folders) folder.Delete(recursive: true);
        if (_database.Length > 0) await (await DatabaseHouse.DatabasesAsync()).GiveAsync(_database);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Everything_goes_to_postgresql_and_back()
    {
        using var clustered = OpenDatabase();
        var there = await new Move(Engine.Engine, clustered, "folder").RunAsync(new Steps(int.MaxValue));
        Assert.True(there.IsEqual, Differences(there));
        Assert.Equal(5, there.Mailboxes.Sum(line => line.From!.Messages));
        Assert.True(there.Tables.First(line => line.From!.Table == "ledger").From!.Rows > 5);

        using var back = OpenFolder();
        var home = await new Move(clustered, back, "database").RunAsync(new Steps(int.MaxValue));
        Assert.True(home.IsEqual, Differences(home));
        Assert.Equal(there.Mailboxes.Select(line => line.From), home.Mailboxes.Select(line => line.To));
        Assert.Equal(there.Tables.Select(line => line.From), home.Tables.Select(line => line.To));

        foreach (var engine in new SqlEngine[] { Engine.Engine, clustered, back })
        {
            var proof = (await engine.Ledger.VerifyAsync(all: true, Token)).Value;
            Assert.Empty(proof.Violations);
            Assert.True(proof.Balance.Begun >= 4);
        }
        await HasLargeContentAsync(back);
        Assert.Equal("sealed", Encoding.UTF8.GetString((await (await EngineDirectory.OpenAsync(back, null, Engine.Random, Token)).Secrets.ReadAsync(CompanyId.Installation, "word", Token))!));
    }

    [Fact]
    public async Task Numbers_go_on_after_those_that_were_given()
    {
        using var clustered = OpenDatabase();
        await new Move(Engine.Engine, clustered, "folder").RunAsync(new Steps(int.MaxValue));
        var operations = await OperationsAsync(clustered);
        var made = Done(await operations.RunAsync(new CreateCompany("After"), Self));
        // The one that was made last is removed: no row shows its number any more.
        Assert.Equal(_removed.Value + 1, made.Id.Value);
    }

    [Fact]
    public async Task A_copy_that_is_broken_off_at_each_step_is_gone_on_with()
    {
        var broken = 0;
        for (var step = 1; ; step++)
        {
            using var clustered = OpenDatabase();
            try
            {
                var found = await new Move(Engine.Engine, clustered, "folder").RunAsync(new Steps(step));
                Assert.True(found.IsEqual, Differences(found));
                break;
            }
            catch (BrokenOff)
            {
                broken++;
            }
            clustered.Dispose();
            var refusal = Assert.Throws<Postamt.Sql.Postgres.DatabaseException>(() => OpenDatabase(mayBeUnfinished: false));
            Assert.Contains("is a copy of folder that is not complete", refusal.Message, StringComparison.Ordinal);
        }
        Assert.True(broken > 20, $"broken off {broken} times");
        OpenDatabase(mayBeUnfinished: false).Dispose();
    }

    [Fact]
    public async Task A_copy_into_a_folder_that_is_broken_off_is_gone_on_with()
    {
        var folder = NewFolder();
        for (var step = 1; ; step += 3)
        {
            try
            {
                using var copy = OpenFolder(folder);
                var found = await new Move(Engine.Engine, copy, "folder").RunAsync(new Steps(step));
                Assert.True(found.IsEqual, Differences(found));
                break;
            }
            catch (BrokenOff)
            {
                Assert.Throws<DataFolderException>(() => OpenFolder(folder, mayBeUnfinished: false));
            }
        }
        OpenFolder(folder, mayBeUnfinished: false).Dispose();
    }

    [Theory]
    [InlineData("UPDATE placement SET flags = flags + 1 WHERE uid = 1 AND mailbox_id = (SELECT min(mailbox_id) FROM placement)", 1, "placement")]
    [InlineData("UPDATE message_text SET prefix = 'x' WHERE id = (SELECT message_id FROM placement ORDER BY mailbox_id, uid LIMIT 1)", 2, "message_text")]
    [InlineData("DELETE FROM queue_recipient WHERE id = (SELECT min(id) FROM queue_recipient)", 0, "queue_recipient")]
    [InlineData("UPDATE ledger SET detail = 'other' WHERE seq = 1", 0, "ledger")]
    public async Task A_difference_is_found(string change, int mailboxes, string table)
    {
        using var clustered = OpenDatabase();
        var steps = new Steps(int.MaxValue) { When = "compared", Do = () => Run(change) };
        var found = await new Move(Engine.Engine, clustered, "folder").RunAsync(steps);
        // The rows of the first table are compared already when it changes; the mailboxes were before.
        Assert.False(found.IsEqual);
        Assert.Contains(found.Tables, line => !line.IsEqual && line.From!.Table == table);
        clustered.Dispose();
        using var again = OpenDatabase();
        var repeated = await new Move(Engine.Engine, again, "folder").RunAsync(new Steps(int.MaxValue));
        Assert.Equal(mailboxes, repeated.Mailboxes.Count(line => !line.IsEqual));
        again.Dispose();
        Assert.Throws<Postamt.Sql.Postgres.DatabaseException>(() => OpenDatabase(mayBeUnfinished: false));
    }

    [Fact]
    public async Task Both_schemas_have_the_same_tables_and_numbers()
    {
        using var clustered = OpenDatabase();
        var ours = TableShape.Sort((await Engine.Engine.Readers.ReadAsync(sql => Postamt.Store.Results.StoreResult<IReadOnlyList<TableShape>>.Ok(Engine.Engine.Movable.Tables(sql)), Token)).Value);
        var theirs = TableShape.Sort((await clustered.Readers.ReadAsync(sql => Postamt.Store.Results.StoreResult<IReadOnlyList<TableShape>>.Ok(clustered.Movable.Tables(sql)), Token)).Value);
        Assert.Equal(ours.Select(table => table.Name), theirs.Select(table => table.Name));
        Assert.All(ours.Zip(theirs), pair => Assert.True(pair.First.IsLike(pair.Second), pair.First.Name));
        Assert.True(ours.Count > 25);

        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT table_name || '.' || column_name FROM information_schema.columns WHERE is_identity = 'YES' AND table_schema = 'public' ORDER BY 1", connection);
        await using var rows = await command.ExecuteReaderAsync(Token);
        var numbered = new List<string>();
        while (await rows.ReadAsync(Token)) numbered.Add(rows.GetString(0));
        Assert.Equal(numbered, Move.Numbered.Select(number => $"{number.Table}.{number.Column}"));
    }

    [Fact]
    public async Task A_database_somebody_uses_is_not_written_over()
    {
        using (var clustered = OpenDatabase()) Done(await (await OperationsAsync(clustered)).RunAsync(new CreateCompany("There"), Self));
        using var again = OpenDatabase();
        await Assert.ThrowsAsync<MoveException>(() => new Move(Engine.Engine, again, "folder").RunAsync(new Steps(int.MaxValue)));
    }

    private async Task FillAsync()
    {
        var operations = await OperationsAsync(Engine.Engine);
        var company = Done(await operations.RunAsync(new CreateCompany("Müller & Söhne"), Self)).Id;
        var domain = DomainName.Parse("mueller.example");
        Done(await operations.RunAsync(new CreateDomain(company, domain), Self));
        var first = Done(await operations.RunAsync(new CreateDepartment(company, "below"), Self));
        var second = Done(await operations.RunAsync(new CreateDepartment(company, "above"), Self));
        Done(await operations.RunAsync(new SetDepartment(first.Id, Parent: second.Id), Self));
        Done(await operations.RunAsync(new CreateAccount(new EmailAddress("lisa", domain)), Self));
        Done(await operations.RunAsync(new CreateGroup(new EmailAddress("all", domain), "Alle"), Self));
        _removed = Done(await operations.RunAsync(new CreateCompany("Gone"), Self)).Id;
        Done(await operations.RunAsync(new RemoveCompany(_removed), Self));
        await Engine.Settings.WriteAsync("delivery.routes", CompanyId.Installation, "\"x\"", Self, Token);
        await Engine.Secrets.WriteAsync(CompanyId.Installation, "word", "sealed"u8.ToArray(), Self, Token);

        var inbox = (await Engine.Mailboxes.FindAsync(Anna, MailboxName.Inbox, Token)).Value.Id;
        var nested = (await Engine.Mailboxes.CreateAsync(Anna, Name("Übersicht/日本語"), MailboxRole.None, true, Token)).Value.Id;
        await AppendAsync(inbox, "small", new MessageFlags(SystemFlags.Seen, ["$Label1", "Wichtig"]));
        await AppendAsync(inbox, "small", new MessageFlags(SystemFlags.Deleted));
        await AppendAsync(nested, new string('x', 300_000), default);
        var large = new byte[2_000_000];
        new Random(7).NextBytes(large);
        await AppendAsync(nested, Convert.ToBase64String(large), default);
        await Engine.Messages.ExpungeAsync(Anna, inbox, null);
        await Engine.Messages.CopyAsync(Anna, inbox, Everything, nested);

        await AcceptAsync(Mail(Into("anna@here.example")));
        await AcceptAsync(Mail("waits", To("bert@away.example"), To("carl@other.example")));
        await AcceptAsync(Mail("goes", To("dora@away.example", OtherCompany)));
        foreach (var message in await LeaseAsync()) await CompleteAsync(message, recipient => recipient.Recipient.Address.LocalPart == "dora" ? Sent() : Later());
        await AcceptAsync(Mail("leased", To("emil@away.example")));
        await LeaseAsync();
        await Engine.Ledger.SealAsync(Node, Token);
    }

    private async Task AppendAsync(MailboxId mailbox, string text, MessageFlags flags)
    {
        var content = Postamt.Ram.Store.RamSpool.Content(Encoding.ASCII.GetBytes(text));
        var message = new NewMessage(content, new byte[] { 1 }, "a@b", [], flags, Engine.Time.GetUtcNow(), "X: y\r\n"u8.ToArray());
        Assert.Null((await Engine.Messages.AppendAsync(Anna, mailbox, [message])).Error);
    }

    private async Task HasLargeContentAsync(SqlEngine engine)
    {
        var nested = (await engine.Mailboxes.FindAsync(Anna, Name("Übersicht/日本語"), Token)).Value.Id;
        var rows = (await engine.Messages.ReadAsync(Anna, nested, Everything, MessageColumns.Facts, 100, Token)).Value;
        var expected = new byte[2_000_000];
        new Random(7).NextBytes(expected);
        await using var reader = (await engine.Blobs.OpenAsync(rows[1].Blob, Token)).Value;
        var content = new byte[reader.Length];
        for (var at = 0; at < content.Length;) at += await reader.ReadAsync(at, content.AsMemory(at), Token);
        Assert.Equal(Convert.ToBase64String(expected), Encoding.ASCII.GetString(content));
    }

    private async Task<DirectoryOperations> OperationsAsync(SqlEngine engine)
    {
        var directory = await EngineDirectory.OpenAsync(engine, null, Engine.Random, Token);
        return new DirectoryOperations(directory.Directory, new LocalDirectoryChanges(), new PasswordHashing(Engine.Time, Engine.Random), Engine.Random, NullLogger<DirectoryOperations>.Instance);
    }

    private PostgresEngine OpenDatabase(bool mayBeUnfinished = true) => PostgresEngine.Open(
        new PostgresEngineOptions(NewFolder(), _database, Copies: 1) { MayBeUnfinished = mayBeUnfinished, ReadConnections = 2 }, new LocalChangeBus(), Engine.Time, Engine.Random, NullLogger.Instance);

    private EmbeddedEngine OpenFolder(string? folder = null, bool mayBeUnfinished = true) => EmbeddedEngine.Open(
        new EmbeddedEngineOptions(folder ?? NewFolder()) { MayBeUnfinished = mayBeUnfinished }, new LocalChangeBus(), Engine.Time, Engine.Random, NullLogger.Instance);

    private string NewFolder()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("postamt-move-");
        _folders.Add(folder);
        return folder.FullName;
    }

    private void Run(string statement)
    {
        using var connection = new NpgsqlConnection(_database);
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    private static MailboxName Name(string text) => MailboxName.TryParse(text, out var name) ? name : throw new ArgumentException("no mailbox name", nameof(text));

    private static T Done<T>(OperationResult<T> result) => Assert.IsType<OperationResult<T>.Done>(result).Value;

    private static string Differences(Reconciliation found) => string.Join("\n", found.Mailboxes.Where(line => !line.IsEqual).Select(line => line.ToString()).Concat(found.Tables.Where(line => !line.IsEqual).Select(line => line.ToString())));

    private sealed class BrokenOff : Exception;

    /// <summary>Breaks off at a report, or does something at the first of a part.</summary>
    private sealed class Steps(int last) : IProgress<MoveProgress>
    {
        private int _count;
        private bool _done;

        public string? When { get; init; }

        public Action? Do { get; init; }

        public void Report(MoveProgress value)
        {
            if (++_count >= last) throw new BrokenOff();
            if (_done || value.What != When) return;
            _done = true;
            Do!();
        }
    }
}
