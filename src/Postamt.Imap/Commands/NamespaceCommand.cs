using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 2342: one personal namespace without prefix.</summary>
internal sealed record NamespaceCommand : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new NamespaceCommand();

    public override ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        session.Out.Line("* NAMESPACE ((\"\" \"/\")) NIL NIL"u8);
        return new(ImapStatus.Ok("Listed"));
    }
}
