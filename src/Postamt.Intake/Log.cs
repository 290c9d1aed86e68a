using Microsoft.Extensions.Logging;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Intake;

internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "received msg={Msg} session={Session} from={From} recipients={Recipients} size={Size} repeated={Repeated}", EventName = "received")]
    public static partial void Received(ILogger logger, AcceptId msg, string session, string from, int recipients, long size, bool repeated);

    [LoggerMessage(3001, LogLevel.Information, "refused session={Session} from={From} to={To} reason={Reason} reply={Reply}", EventName = "refused")]
    public static partial void Refused(ILogger logger, string session, string from, string to, PolicyReason reason, string reply);

    [LoggerMessage(3002, LogLevel.Warning, "The directory or store could not be asked; the peer is told to come back: {Reason}")]
    public static partial void LookupUnavailable(ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Error, "The spool takes nothing; the peer is told to come back. session={Session}")]
    public static partial void SpoolFailed(ILogger logger, string session, Exception fault);

    [LoggerMessage(3004, LogLevel.Error, "A mail could not be made durable ({Error} {Detail}); the peer is told to come back. session={Session}")]
    public static partial void AcceptFailed(ILogger logger, string session, StoreError error, string detail);
}
