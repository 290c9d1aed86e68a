using CsCheck;
using Postamt.Cluster.Identity;
using Postamt.Engines.Engines;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Engines.Store;

/// <summary>Random operations give the same answers on SQLite as on the store in memory.</summary>
public sealed class SameAsModel
{
    private static readonly AccountId Account = new(7);
    private static readonly string[] Names = ["INBOX", "a", "a/b", "c", "Trash"];
    private static readonly string[] Keywords = ["one", "ONE", "two"];

    [Fact]
    public async Task Sqlite_answers_as_memory_does() =>
        await Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[0, 4], Gen.UInt[1, 12]).Array[1, 40].SampleAsync(async steps =>
        {
            await using var ram = new OneEngine<RamEngine>();
            await using var sqlite = new OneEngine<SqliteEngine>();
            await ram.StartAsync();
            await sqlite.StartAsync();
            for (var i = 0; i < steps.Length; i++)
            {
                var (operation, first, second, number) = steps[i];
                var expected = await ActAsync(ram.Engine, i, operation, first, second, number);
                Assert.Equal(expected, await ActAsync(sqlite.Engine, i, operation, first, second, number));
            }
            foreach (var name in Names) Assert.Equal(await SeeAsync(ram.Engine, name), await SeeAsync(sqlite.Engine, name));
        }, iter: 60);

    private static MailboxName Name(string text) => MailboxName.TryParse(text, out var name) ? name : throw new InvalidOperationException("no mailbox name");

    private static async Task<string> ActAsync(EngineFixture engine, int step, int operation, int first, int second, uint number)
    {
        var token = TestContext.Current.CancellationToken;
        var from = await IdAsync(engine, Names[first]);
        var to = await IdAsync(engine, Names[second]);
        IReadOnlyList<UidRange> some = [new UidRange(number / 2, number)];
        var flags = new MessageFlags((SystemFlags)(number % 16), [Keywords[number % 3]]);
        return operation switch
        {
            0 => Say(await engine.Mailboxes.CreateAsync(Account, Name(Names[first]), MailboxRole.None, number > 6, token), info => $"{info with { Name = Name(info.Name.Value) }}"),
            1 => Say(await engine.Mailboxes.DeleteAsync(Account, Name(Names[first]), token), _ => ""),
            2 => Say(await engine.Mailboxes.RenameAsync(Account, Name(Names[first]), Name(Names[second]), token), _ => ""),
            3 => Say(await engine.Messages.StoreFlagsAsync(Account, from, some, new FlagChange((FlagMode)(number % 3), flags), null), Say),
            4 => Say(await engine.Messages.CopyAsync(Account, from, some, to), Say),
            5 => Say(await engine.Messages.MoveAsync(Account, from, some, to), Say),
            6 => Say(await engine.Messages.ExpungeAsync(Account, from, number > 6 ? some : null), result => string.Join(',', result.Uids) + result.At),
            7 => Say(await engine.Mailboxes.SubscribeAsync(Account, Name(Names[first]), number > 6, token), _ => ""),
            _ => await AppendAsync(engine, from, $"message {step % 5}", flags, number),
        };
    }

    private static async Task<string> AppendAsync(EngineFixture engine, MailboxId mailbox, string content, MessageFlags flags, uint number)
    {
        await using var writer = engine.Spool.Begin();
        await writer.WriteAsync(System.Text.Encoding.ASCII.GetBytes(content), CancellationToken.None);
        await using var spooled = await writer.CompleteAsync(CancellationToken.None);
        var message = new NewMessage(spooled, default, $"id{number}@x", [$"id{number / 2}@x"], flags, engine.Time.GetUtcNow(), default);
        return Say(await engine.Messages.AppendAsync(Account, mailbox, [message]), result => string.Join(',', result.Result.Uids) + result.Result.UidValidity + result.Result.At);
    }

    private static async Task<MailboxId> IdAsync(EngineFixture engine, string name)
    {
        var found = await engine.Mailboxes.FindAsync(Account, Name(name), CancellationToken.None);
        return found.TryGet(out var info) ? info.Id : new MailboxId(0);
    }

    /// <summary>Everything a reader can see of a mailbox.</summary>
    private static async Task<string> SeeAsync(EngineFixture engine, string name)
    {
        var found = await engine.Mailboxes.FindAsync(Account, Name(name), CancellationToken.None);
        if (!found.TryGet(out var info)) return $"{found.Error}";
        var rows = await engine.Messages.ReadAsync(Account, info.Id, [new UidRange(1, uint.MaxValue)], MessageColumns.Facts, 1000, CancellationToken.None);
        var changes = await engine.Messages.ChangesAsync(Account, info.Id, new ModSeq(3), CancellationToken.None);
        var map = await engine.Messages.OpenAsync(Account, info.Id, CancellationToken.None);
        var use = await engine.Quotas.ReadAsync(Account, CancellationToken.None);
        return $"{info} {use.Value}\n"
            + Say(rows, list => string.Join('\n', list.Select(row => $"{row.Uid} {Say(row.Flags)} {row.ModSeq} {row.EmailId} {row.ThreadId} {row.SizeOctets}")))
            + Say(changes, value => string.Join(',', value.Changed.Select(Say)) + string.Join(',', value.Vanished) + value.UpTo + value.Complete)
            + Say(map, value => string.Join(',', value.Uids.ToArray()));
    }

    private static string Say<T>(Postamt.Store.Results.StoreResult<T> result, Func<T, string> say) => result.TryGet(out var value) ? say(value) : $"{result.Error}";

    private static string Say(FlagResult result) => string.Join(',', result.Changed.Select(Say)) + string.Join(',', result.Conflicting) + result.At;

    private static string Say(CopyResult result) => result.UidValidity + string.Join(',', result.Source) + string.Join(',', result.Destination) + result.At;

    private static string Say(FlagRow row) => $"{row.Uid} {Say(row.Flags)} {row.ModSeq}";

    private static string Say(MessageFlags flags) => $"{flags.System} {string.Join(' ', flags.Keywords)}";

    private sealed class OneEngine<TEngine> : IAsyncDisposable
        where TEngine : EngineFixture, new()
    {
        public TEngine Engine { get; } = new();

        public async Task StartAsync()
        {
            await Engine.InitializeAsync();
            await Engine.CreateMailboxesAsync(Account, new CompanyId(3));
        }

        public ValueTask DisposeAsync() => Engine.DisposeAsync();
    }
}
