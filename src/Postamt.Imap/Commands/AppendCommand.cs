// APPEND: RFC 9051 6.3.12, MULTIAPPEND RFC 3502, APPENDUID RFC 4315 3, sizes refused before they are sent RFC 7889.
// Invariants:
// - A message goes from the wire to the spool in pieces; its structure is indexed on the way.
// - What is refused is refused before it is asked for; what a client sends unasked is read past, or the session ends.
// - The final OK cannot be made without the store's receipt.
using System.Globalization;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Mail.Outcomes;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Imap.Commands;

internal sealed record AppendCommand(MailboxArgument Mailbox, AppendHead Head, LiteralMark Mark) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session, LiteralMark mark) =>
        tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var mailbox) && tokens.Space() && AppendHead.Parse(ref tokens) is { } head
            ? new AppendCommand(mailbox, head, mark)
            : null;

    /// <summary>A command line without a literal is no APPEND.</summary>
    public static ImapCommand? ParseWithoutMessage(ref ImapTokenizer tokens, Session session) => null;

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var messages = new List<NewMessage>();
        try
        {
            var (refused, target) = await TargetAsync(session, cancellationToken);
            var reader = new AppendReader(session);
            if (refused is { } no) return await reader.RefuseAsync(Mark, no, cancellationToken);
            if (await reader.ReadAllAsync(Head, Mark, messages, cancellationToken) is { } failed) return failed;
            var done = await session.Services.Messages.AppendAsync(session.Account, target!.Id, messages);
            return done.TryGet(out var appended) ? Appended(appended.Receipt, appended.Result) : session.Refuse(done, target: true);
        }
        finally
        {
            foreach (var message in messages) await message.Content.DisposeAsync();
        }
    }

    /// <param name="receipt">Proof that the messages are durable.</param>
    private static ImapStatus Appended(DurableReceipt receipt, AppendResult result)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return ImapStatus.Ok("Stored", string.Create(CultureInfo.InvariantCulture, $"APPENDUID {result.UidValidity.Value} {SetText.Of(result.Uids)}"));
    }

    private async ValueTask<(ImapStatus? Refused, MailboxInfo? Target)> TargetAsync(Session session, CancellationToken cancellationToken)
    {
        if (!Mailbox.TryName(out var name)) return (MailboxArgument.Refused, null);
        var found = await session.Services.Mailboxes.FindAsync(session.Account, name, cancellationToken);
        if (!found.TryGet(out var target)) return (session.Refuse(found, target: true), null);
        // RFC 9051 6.3.12: a name that only has names below it can be created.
        if (!target.Selectable) return (StoreError.NotFound.ToTargetStatus(), null);
        ListResponse.Renamed(session, Mailbox, target.Name, "");
        return (null, target);
    }
}
