// SELECT and EXAMINE: RFC 9051 6.3.2 and 6.3.3, RFC 3501 6.3.1; CONDSTORE RFC 7162 3.1.8, MAILBOXID RFC 8474 4.2.
// RECENT and UNSEEN are for clients of RFC 3501; a client that has enabled IMAP4rev2 gets LIST instead (RFC 9051 appendix E).
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Imap.Commands;

internal sealed record SelectCommand(MailboxArgument Mailbox, bool ReadOnly, bool CondStore) : ImapCommand
{
    private const string System = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, false);

    public static ImapCommand? ParseExamine(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, true);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Selected is not null)
        {
            // RFC 9051 6.3.2: whatever comes of it, the mailbox before is deselected; 7.1 CLOSED marks the border.
            session.Select(null);
            session.Out.Line("* OK [CLOSED] Closed"u8);
        }
        if (CondStore) session.EnableCondStore();
        if (!Mailbox.TryName(out var name)) return ImapStatus.No("There is no such mailbox", "NONEXISTENT");
        var found = await session.Services.Mailboxes.FindAsync(session.Account, name, cancellationToken);
        if (!found.TryGet(out var info)) return session.Refuse(found);
        if (!info.Selectable) return ImapStatus.No("It holds no messages", "NONEXISTENT");
        var opened = await session.Services.Messages.OpenAsync(session.Account, info.Id, cancellationToken);
        if (!opened.TryGet(out var map)) return session.Refuse(opened);
        var keywords = await session.Services.Messages.KeywordsAsync(session.Account, info.Id, cancellationToken);
        if (!keywords.TryGet(out var inUse)) return session.Refuse(keywords);
        var attributes = session.Rev2 ? await AttributesAsync(session, info, cancellationToken) : null;
        var unseen = session.Rev2 ? 0 : await FirstUnseen.NumberAsync(session, info, map, cancellationToken);
        var view = new SelectedMailbox(session.Account, info, map, ReadOnly, session.Services.Changes) { AskedAt = session.Wire.Time.GetTimestamp() };
        session.Select(view);
        Write(session, view, info, inUse, unseen);
        if (attributes is not null) ListResponse.Write(session, info.Name, attributes, Mailbox.IsDenormalized ? Mailbox.Text : null);
        return ReadOnly ? ImapStatus.Ok("Examined", "READ-ONLY") : ImapStatus.Ok("Selected", "READ-WRITE");
    }

    /// <summary>RFC 9051 6.3.2: the attributes must be accurate; none are told where they cannot be read.</summary>
    private static async ValueTask<string> AttributesAsync(Session session, MailboxInfo info, CancellationToken cancellationToken)
    {
        var read = await session.Services.Mailboxes.ListAsync(session.Account, cancellationToken);
        if (!read.TryGet(out var list)) return "";
        var entry = ListEntries.All(list).FirstOrDefault(one => one.Info?.Id == info.Id);
        return entry is null ? "" : ListResponse.Attributes(entry, subscribed: true, special: true, children: true);
    }

    private void Write(Session session, SelectedMailbox view, MailboxInfo info, IReadOnlyList<string> keywords, int unseen)
    {
        var output = session.Out;
        var all = string.Concat(System, string.Concat(keywords.Take(MessageFlags.MaxKeywords).Select(one => " " + one)));
        output.Raw("* FLAGS ("u8);
        output.Long(all);
        output.Raw(")\r\n* OK [PERMANENTFLAGS ("u8);
        if (!ReadOnly) output.Long(all + " \\*");
        output.Raw(")] Flags that stay\r\n* "u8);
        output.Number(view.Count);
        output.Line(" EXISTS"u8);
        // RFC 3501 7.3.2: RECENT is required; nothing is recent here.
        if (!session.Rev2) output.Line("* 0 RECENT"u8);
        if (unseen > 0) Code(output, "UNSEEN "u8, unseen, "] First unseen"u8);
        Code(output, "UIDVALIDITY "u8, info.UidValidity.Value, "] Valid"u8);
        // The map may be newer than the counters.
        Code(output, "UIDNEXT "u8, Math.Max((long)info.UidNext, (long)view.LastUid + 1), "] Next"u8);
        Code(output, "HIGHESTMODSEQ "u8, info.HighestModSeq.Value, "] Highest"u8);
        Code(output, "MAILBOXID (F"u8, info.Id.Value, ")] Id"u8);
    }

    private static void Code(ResponseWriter output, ReadOnlySpan<byte> code, long value, ReadOnlySpan<byte> rest)
    {
        output.Raw("* OK ["u8);
        output.Raw(code);
        output.Number(value);
        output.Line(rest);
    }

    private static SelectCommand? Parse(ref ImapTokenizer tokens, Session session, bool readOnly)
    {
        if (!tokens.Space() || !MailboxArgument.TryParse(ref tokens, session, out var mailbox)) return null;
        if (tokens.AtEnd) return new SelectCommand(mailbox, readOnly, false);
        // RFC 4466 2.1: parameters; only CONDSTORE is known.
        return tokens.Space() && tokens.Open() && tokens.Word("CONDSTORE"u8) && tokens.Close() ? new SelectCommand(mailbox, readOnly, true) : null;
    }
}
