using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.1.3.</summary>
internal sealed record LogoutCommand : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new LogoutCommand();

    public override ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        session.Out.Status("*", ImapStatus.Bye with { Text = "Good-bye" });
        session.Ending = true;
        return new(ImapStatus.Ok("Logged out"));
    }
}
