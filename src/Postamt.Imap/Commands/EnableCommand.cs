using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.3.1, RFC 5161. CONDSTORE (RFC 7162 3.1) and IMAP4rev2 (RFC 9051 appendix A) can be enabled; other words are passed over.</summary>
internal sealed record EnableCommand(bool CondStore, bool Rev2) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        bool condStore = false, rev2 = false;
        if (tokens.AtEnd) return null;
        while (!tokens.AtEnd)
        {
            if (!tokens.Space() || !tokens.TryAtomText(out var word)) return null;
            condStore |= word.Equals(Capabilities.CondStore, StringComparison.OrdinalIgnoreCase);
            rev2 |= word.Equals(Capabilities.Imap4Rev2, StringComparison.OrdinalIgnoreCase);
        }
        return new EnableCommand(condStore, rev2);
    }

    public override ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        // RFC 5161 3.1: each ENABLED response has only what this command newly enabled.
        var fresh = (Rev2 && !session.Rev2 ? " " + Capabilities.Imap4Rev2 : "") + (CondStore && !session.CondStore ? " " + Capabilities.CondStore : "");
        session.Rev2 |= Rev2;
        session.Out.Raw("* ENABLED"u8);
        session.Out.Raw(fresh);
        session.Out.Line(""u8);
        if (CondStore) session.EnableCondStore();
        return new(ImapStatus.Ok("Enabled"));
    }
}
