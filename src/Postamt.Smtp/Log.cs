using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Smtp.Server;

namespace Postamt.Smtp;

/// <summary>All log messages of this room: ids 2000 to 2999, never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Debug, "SMTP session {Session} ({Profile}) ended: {End} after {Mails} mails")]
    internal static partial void SessionEnded(ILogger logger, string session, SmtpProfile profile, SessionEnd end, int mails);

    [LoggerMessage(2001, LogLevel.Information, "refused session={Session} peer={Peer} from={From} to={To} reply={Reply} {Status} reason={Reason} text={Text}", EventName = "refused")]
    internal static partial void Refused(ILogger logger, string session, IPAddress peer, string from, string to, int reply, string status, string reason, string text);

    [LoggerMessage(2002, LogLevel.Error, "SMTP session {Session}: internal fault, answered 451")]
    internal static partial void Fault(ILogger logger, string session, Exception fault);

    [LoggerMessage(2003, LogLevel.Debug, "SMTP session {Session}: AUTH {Mechanism} {Result}")]
    internal static partial void Authenticated(ILogger logger, string session, string mechanism, string result);
}
