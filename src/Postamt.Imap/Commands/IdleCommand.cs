using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Net;
using Postamt.Store.Results;

namespace Postamt.Imap.Commands;

/// <summary>
/// RFC 2177. A notice of a change wakes the session; since notices may be lost it also looks for itself every few seconds.
/// Between two looks it holds no buffer.
/// </summary>
internal sealed record IdleCommand : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new IdleCommand();

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        session.Out.Line("+ idling"u8);
        session.Selected?.WakeBy(session.Wire.Input.Interrupt);
        try
        {
            return await WaitAsync(session, cancellationToken);
        }
        finally
        {
            session.Selected?.WakeBy(null);
        }
    }

    private static async ValueTask<ImapStatus> WaitAsync(Session session, CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        for (var started = wire.Time.GetTimestamp(); wire.Time.GetElapsedTime(started) < session.Limits.Autologout;)
        {
            if (wire.Draining.IsCancellationRequested) return Bye(session, session.Leaving);
            var error = await MailboxNews.ReportAsync(session, mayExpunge: true, force: false, cancellationToken);
            if (error is StoreError.Unavailable) Log.StorageSaysNo(session.Logger, wire.Id, error.Value, null);
            await wire.Output.FlushAsync(cancellationToken);
            var read = await wire.Input.ReadLineAsync(session.Limits.LineBeforeLogin, session.Limits.CatchUp, session.Limits.LineTimeout, cancellationToken);
            switch (read.Status)
            {
                case LineStatus.Timeout or LineStatus.Interrupted:
                    continue;
                case LineStatus.Line when System.Text.Ascii.EqualsIgnoreCase(read.Line.Span, "DONE"u8):
                    return ImapStatus.Ok("No longer idle");
                case LineStatus.Line:
                    return ImapStatus.Bad("DONE was expected", "CLIENTBUG");
                default:
                    session.Ending = true;
                    return ImapStatus.Bye;
            }
        }
        return Bye(session, ImapStatus.No("Idle for too long"));
    }

    private static ImapStatus Bye(Session session, ImapStatus why)
    {
        session.Out.Status("*", why with { Kind = StatusKind.Bye });
        session.Ending = true;
        return ImapStatus.Bye;
    }
}
