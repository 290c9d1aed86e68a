using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.1.1.</summary>
internal sealed record CapabilityCommand : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new CapabilityCommand();

    public override ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        session.Out.Raw("* CAPABILITY "u8);
        session.Out.Raw(Capabilities.Of(session));
        session.Out.Line(""u8);
        return new(ImapStatus.Ok("Listed"));
    }
}
