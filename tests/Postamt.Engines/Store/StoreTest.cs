using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Engines.Engines;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Engines.Store;

/// <summary>What tests of the store share: one account with its first mailboxes, and short ways to act on it.</summary>
public abstract class StoreTest<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    protected static AccountId Ada { get; } = new(7);

    protected static CompanyId Company { get; } = new(3);

    protected static IReadOnlyList<UidRange> All { get; } = [new UidRange(1, uint.MaxValue)];

    protected MailboxId Inbox { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Engine.CreateMailboxesAsync(Ada, Company);
        Inbox = (await FindAsync("INBOX")).Id;
    }

    protected static MailboxName Name(string text) => MailboxName.TryParse(text, out var name) ? name : throw new ArgumentException("no mailbox name", nameof(text));

    protected async Task<MailboxInfo> FindAsync(string name) => (await Engine.Mailboxes.FindAsync(Ada, Name(name), Token)).Value;

    protected async Task<MailboxId> CreateAsync(string name) => (await Engine.Mailboxes.CreateAsync(Ada, Name(name), MailboxRole.None, false, Token)).Value.Id;

    protected async Task<StoreResult<AppendResult>> TryAppendAsync(
        MailboxId mailbox, string content, MessageFlags flags = default, string? messageId = null, string[]? references = null, AccountId? account = null)
    {
        await using var writer = Engine.Spool.Begin();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(content), Token);
        await using var spooled = await writer.CompleteAsync(Token);
        var message = new NewMessage(spooled, "structure"u8.ToArray(), messageId, references ?? [], flags, Engine.Time.GetUtcNow(), "X: y\r\n"u8.ToArray());
        var result = await Engine.Messages.AppendAsync(account ?? Ada, mailbox, [message]);
        return result.TryGet(out var value) ? value.Result : StoreResult<AppendResult>.No(result.Error!.Value, result.Detail);
    }

    protected async Task<Uid> AppendAsync(MailboxId mailbox, string content, SystemFlags flags = SystemFlags.None, string[]? keywords = null, string? messageId = null, string[]? references = null) =>
        (await TryAppendAsync(mailbox, content, new MessageFlags(flags, keywords), messageId, references)).Value.Uids[0];

    protected async Task<IReadOnlyList<MessageRow>> RowsAsync(MailboxId mailbox, MessageColumns columns = MessageColumns.Facts) =>
        (await Engine.Messages.ReadAsync(Ada, mailbox, All, columns, 10_000, Token)).Value;

    protected async Task<FlagResult> FlagAsync(MailboxId mailbox, FlagMode mode, SystemFlags flags, params string[] keywords) =>
        (await Engine.Messages.StoreFlagsAsync(Ada, mailbox, All, new FlagChange(mode, new MessageFlags(flags, keywords)), null)).Value;

    protected async Task<IEnumerable<uint>> UidsAsync(MailboxId mailbox) => (await Engine.Messages.OpenAsync(Ada, mailbox, Token)).Value.Uids.ToArray();

    protected async Task<string> ContentAsync(MessageRow row)
    {
        await using var reader = (await Engine.Blobs.OpenAsync(row.Blob, Token)).Value;
        var content = new byte[reader.Length];
        Assert.Equal(content.Length, await reader.ReadAsync(0, content, Token));
        return Encoding.UTF8.GetString(content);
    }
}
