using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Imap.Commands;

/// <summary>SELECT and EXAMINE: RFC 9051 6.3.2 and 6.3.3, RFC 3501 6.3.1; CONDSTORE RFC 7162 3.1.8.</summary>
internal sealed record SelectCommand(MailboxArgument Mailbox, bool ReadOnly, bool CondStore) : ImapCommand
{
    private const string System = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, false);

    public static ImapCommand? ParseExamine(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, true);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Selected is not null)
        {
            // RFC 9051 6.3.2: whatever comes of it, the mailbox before is deselected; 7.1 CLOSED marks the border.
            session.Select(null);
            session.Out.Line("* OK [CLOSED] Closed"u8);
        }
        session.CondStore |= CondStore;
        if (!Mailbox.TryName(out var name)) return ImapStatus.No("There is no such mailbox", "NONEXISTENT");
        var found = await session.Services.Mailboxes.FindAsync(session.Account, name, cancellationToken);
        if (!found.TryGet(out var info)) return session.Refuse(found);
        if (!info.Selectable) return ImapStatus.No("It holds no messages", "NONEXISTENT");
        var opened = await session.Services.Messages.OpenAsync(session.Account, info.Id, cancellationToken);
        if (!opened.TryGet(out var map)) return session.Refuse(opened);
        var keywords = await session.Services.Messages.KeywordsAsync(session.Account, info.Id, cancellationToken);
        if (!keywords.TryGet(out var inUse)) return session.Refuse(keywords);
        var view = new SelectedMailbox(session.Account, info, map, ReadOnly, session.Services.Changes) { AskedAt = session.Wire.Time.GetTimestamp() };
        session.Select(view);
        Write(session, view, info, inUse);
        return ReadOnly ? ImapStatus.Ok("Examined", "READ-ONLY") : ImapStatus.Ok("Selected", "READ-WRITE");
    }

    private void Write(Session session, SelectedMailbox view, MailboxInfo info, IReadOnlyList<string> keywords)
    {
        var output = session.Out;
        var all = string.Concat(System, string.Concat(keywords.Take(MessageFlags.MaxKeywords).Select(one => " " + one)));
        output.Raw("* FLAGS ("u8);
        output.Raw(all);
        output.Raw(")\r\n* OK [PERMANENTFLAGS ("u8);
        if (!ReadOnly) output.Raw(all + " \\*");
        output.Raw(")] Flags that stay\r\n* "u8);
        output.Number(view.Count);
        // RFC 3501 7.3.2: RECENT is required of a rev1 server; nothing is recent here.
        output.Raw(" EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY "u8);
        output.Number(info.UidValidity.Value);
        output.Raw("] Valid\r\n* OK [UIDNEXT "u8);
        // The map may be newer than the counters.
        output.Number(Math.Max((long)info.UidNext, (long)view.LastUid + 1));
        output.Raw("] Next\r\n* OK [HIGHESTMODSEQ "u8);
        output.Number(info.HighestModSeq.Value);
        output.Raw("] Highest\r\n* OK [MAILBOXID (F"u8);
        output.Number(info.Id.Value);
        output.Line(")] Id"u8);
    }

    private static SelectCommand? Parse(ref ImapTokenizer tokens, bool readOnly)
    {
        if (!tokens.Space() || !MailboxArgument.TryParse(ref tokens, out var mailbox)) return null;
        if (tokens.AtEnd) return new SelectCommand(mailbox, readOnly, false);
        // RFC 4466 2.1: parameters; only CONDSTORE is known.
        return tokens.Space() && tokens.Open() && tokens.Word("CONDSTORE"u8) && tokens.Close() ? new SelectCommand(mailbox, readOnly, true) : null;
    }
}
