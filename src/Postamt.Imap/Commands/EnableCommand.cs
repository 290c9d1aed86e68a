using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 5161. CONDSTORE is what can be enabled (RFC 7162 3.1); other words are passed over.</summary>
internal sealed record EnableCommand(bool CondStore) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        var condStore = false;
        if (tokens.AtEnd) return null;
        while (!tokens.AtEnd)
        {
            if (!tokens.Space() || !tokens.TryAtomText(out var word)) return null;
            condStore |= word.Equals(Capabilities.CondStore, StringComparison.OrdinalIgnoreCase);
        }
        return new EnableCommand(condStore);
    }

    public override ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        // RFC 5161 3.2: only what this command newly enabled is listed.
        var fresh = CondStore && !session.CondStore;
        session.CondStore |= CondStore;
        session.Out.Line(fresh ? "* ENABLED CONDSTORE"u8 : "* ENABLED"u8);
        return new(ImapStatus.Ok("Enabled"));
    }
}
