using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.1.2, and CHECK of RFC 3501 6.4.1: everything stored is durable already. The table makes both ask for news.</summary>
internal sealed record NoopCommand : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new NoopCommand();

    public override ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken) => new(ImapStatus.Ok("Done"));
}
