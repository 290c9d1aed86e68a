using Postamt.Cluster.Identity;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Shared;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Engines.Contents;

/// <summary>What both engines promise of scrubbing and of keys.</summary>
public abstract class ContentUpkeepContract : IAsyncLifetime
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly CompanyId Company = new(3);
    private ContentHouse? _house;

    private protected ContentHouse House => _house ?? throw new InvalidOperationException("there is no house yet");

    private protected abstract Task<ContentHouse> MakeAsync();

    public async ValueTask InitializeAsync()
    {
        _house = await MakeAsync();
        _house.Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (_house is not null) await _house.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact, Trait("drill", "43")]
    public async Task A_flipped_bit_is_found_and_its_content_alone_is_not_given_out()
    {
        var (bad, good) = (await House.StoreAsync(Company, Content(1)), await House.StoreAsync(Company, Content(2)));
        await House.DamageAsync(bad);
        Assert.Equal((2, 1, 0), Figures(await ScrubAsync()));
        Assert.Equal(StoreError.Unavailable, (await House.Engine.Blobs.OpenAsync(bad, CancellationToken.None)).Error);
        Assert.Equal(Content(2), await House.ReadAsync(good));
        var damaged = Assert.Single(await DamagedAsync());
        Assert.Equal((bad, House.Time.GetUtcNow()), (damaged.Blob, damaged.Since));
    }

    [Fact, Trait("drill", "43")]
    public async Task A_damaged_content_comes_right_when_it_arrives_again()
    {
        var blob = await House.StoreAsync(Company, Content(1));
        await House.DamageAsync(blob);
        await ScrubAsync();
        Assert.Equal(blob, await House.StoreAsync(Company, Content(1)));
        Assert.Equal(Content(1), await House.ReadAsync(blob));
        Assert.Empty(await DamagedAsync());
    }

    [Fact]
    public async Task What_was_taken_for_damaged_and_is_good_again_is_given_out()
    {
        var blob = await House.StoreAsync(Company, Content(1));
        await House.DamageAsync(blob);
        await ScrubAsync();
        await House.DamageAsync(blob);
        House.Time.Advance(Month);
        Assert.Equal((1, 0, 0), Figures(await ScrubAsync()));
        Assert.Equal(Content(1), await House.ReadAsync(blob));
    }

    [Fact]
    public async Task The_mail_that_needs_a_damaged_content_is_named()
    {
        var ada = new AccountId(7);
        await House.ChangeAsync(tx => MailboxWrites.CreateDefault(tx, ada, Company, "en", 0));
        Assert.True(MailboxName.TryParse("INBOX", out var name));
        var inbox = (await House.Engine.Mailboxes.FindAsync(ada, name, CancellationToken.None)).Value.Id;
        await using var writer = House.Engine.Spool.Begin();
        await writer.WriteAsync(Content(1), CancellationToken.None);
        await using var spooled = await writer.CompleteAsync(CancellationToken.None);
        var message = new NewMessage(spooled, "structure"u8.ToArray(), null, [], default, House.Time.GetUtcNow(), "X: y\r\n"u8.ToArray());
        Assert.Null((await House.Engine.Messages.AppendAsync(ada, inbox, [message])).Error);
        await House.DamageAsync((await House.Engine.Messages.ReadAsync(ada, inbox, [new UidRange(1, 1)], MessageColumns.Facts, 1, CancellationToken.None)).Value[0].Blob);
        await ScrubAsync();
        var mail = Assert.Single(Assert.Single(await DamagedAsync()).Mails);
        Assert.Equal(("INBOX", 1u, House.Time.GetUtcNow()), (mail.Mailbox, mail.Uid, mail.Received));
    }

    [Fact]
    public async Task A_round_goes_on_where_it_stood_after_a_restart_and_is_not_due_again_before_its_time()
    {
        for (var i = 0; i < 5; i++) await House.StoreAsync(Company, Content(i));
        Assert.Equal(1, (await PieceAsync(1)).Checked);
        House.Crash();
        Assert.Equal(4, (await PieceAsync(1_000_000)).Checked);
        Assert.True((await PieceAsync(1_000_000)).Ended);
        House.Time.Advance(Month - TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await PieceAsync(1_000_000)).Checked);
        House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, (await PieceAsync(1_000_000)).Checked);
    }

    [Fact]
    public async Task After_a_new_key_all_contents_come_under_it_and_the_old_one_may_go()
    {
        var plain = await House.StoreAsync(Company, Content(1));
        var old = House.AddKey();
        House.Reopen();
        BlobRef[] encrypted = [await House.StoreAsync(Company, Content(2)), await House.StoreAsync(Company, new byte[300_000]), await House.StoreAsync(Company, Large())];
        Assert.Equal([("", 1L, false), (old, 3L, true)], await KeysAsync());
        var newest = House.AddKey();
        House.Reopen();
        while (!(await House.Engine.ContentUpkeep.RewriteAsync(1000, CancellationToken.None)).Value.Ended) House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([("", 0L, false), (old, 0L, false), (newest, 4L, true)], await KeysAsync());
        await File.WriteAllLinesAsync(House.KeyFile!, (await File.ReadAllLinesAsync(House.KeyFile!, CancellationToken.None)).TakeLast(1), CancellationToken.None);
        House.Reopen();
        Assert.Equal(Content(1), await House.ReadAsync(plain));
        Assert.Equal(Content(2), await House.ReadAsync(encrypted[0]));
        Assert.Equal(new byte[300_000], await House.ReadAsync(encrypted[1]));
        Assert.Equal(Large(), await House.ReadAsync(encrypted[2]));
    }

    [Fact]
    public async Task An_equal_content_under_an_older_key_is_not_stored_twice()
    {
        var plain = await House.StoreAsync(Company, Content(1));
        House.AddKey();
        House.Reopen();
        Assert.Equal(plain, await House.StoreAsync(Company, Content(1)));
        Assert.NotEqual(plain, await House.StoreAsync(new CompanyId(4), Content(1)));
    }

    [Fact]
    public async Task A_start_without_a_key_that_contents_need_is_refused_with_a_sentence()
    {
        var key = House.AddKey();
        House.Reopen();
        var blob = await House.StoreAsync(Company, Content(1));
        House.Close();
        var kept = await File.ReadAllTextAsync(House.KeyFile!, CancellationToken.None);
        File.Delete(House.KeyFile!);
        Assert.NotEqual(key, House.AddKey());
        Assert.Contains(key, Assert.Throws<ContentKeyException>(House.Open).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(House.KeyFile!, kept, CancellationToken.None);
        House.Open();
        Assert.Equal(Content(1), await House.ReadAsync(blob));
    }

    private protected static byte[] Content(int number) => [.. Enumerable.Range(0, 2000).Select(i => (byte)(i * 7919 * (number + 1) >> 3))];

    /// <summary>Past a megabyte, and hardly to be compressed.</summary>
    private static byte[] Large()
    {
        var content = new byte[1_300_000];
        new Random(1).NextBytes(content);
        return content;
    }

    private protected async Task<ScrubPiece> ScrubAsync() => await PieceAsync(1_000_000) is var piece && (await PieceAsync(1_000_000)).Ended ? piece : throw new InvalidOperationException("the round goes on");

    private static (int Checked, int Damaged, int Repaired) Figures(ScrubPiece piece) => (piece.Checked, piece.Damaged, piece.Repaired);

    private async Task<ScrubPiece> PieceAsync(long octets) => (await House.Engine.ContentUpkeep.ScrubAsync(Month, octets, CancellationToken.None)).Value;

    private async Task<IReadOnlyList<DamagedContent>> DamagedAsync() => (await House.Engine.ContentUpkeep.DamagedAsync(100, CancellationToken.None)).Value;

    private async Task<IEnumerable<(string, long, bool)>> KeysAsync() => (await House.Engine.ContentUpkeep.KeysAsync(CancellationToken.None)).Value.Select(key => (key.Key, key.Contents, key.IsNewest));
}

public sealed class EmbeddedContentUpkeep : ContentUpkeepContract
{
    [Fact]
    public async Task A_damaged_record_is_repaired_from_an_older_one_of_the_same_content()
    {
        var blob = await House.StoreAsync(new CompanyId(3), Content(1));
        await House.ReleaseAsync(blob);
        // Without references the stored one may be swept: a fresh record takes its place, and the old one stays in its segment.
        Assert.Equal(blob, await House.StoreAsync(new CompanyId(3), Content(1)));
        await House.DamageAsync(blob);
        var piece = await ScrubAsync();
        Assert.Equal((0, 1), (piece.Damaged, piece.Repaired));
        Assert.Equal(Content(1), await House.ReadAsync(blob));
    }

    [Fact]
    public async Task Another_companys_record_repairs_nothing()
    {
        var blob = await House.StoreAsync(new CompanyId(3), Content(1));
        var other = await House.StoreAsync(new CompanyId(4), Content(1));
        await House.DamageAsync(blob);
        var piece = await ScrubAsync();
        Assert.Equal((1, 0), (piece.Damaged, piece.Repaired));
        Assert.Equal(Content(1), await House.ReadAsync(other));
    }

    private protected override Task<ContentHouse> MakeAsync() => Task.FromResult<ContentHouse>(new EmbeddedContents(inlineOctets: 0));
}

public sealed class SqliteContentUpkeep : ContentUpkeepContract
{
    private protected override Task<ContentHouse> MakeAsync() => Task.FromResult<ContentHouse>(new EmbeddedContents(inlineOctets: 8000));
}

public sealed class PostgresContentUpkeep : ContentUpkeepContract
{
    private protected override async Task<ContentHouse> MakeAsync() => await PostgresContents.MakeAsync();
}
