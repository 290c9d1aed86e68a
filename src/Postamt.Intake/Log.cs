using Microsoft.Extensions.Logging;
using Postamt.Mail.Envelopes;
using Postamt.Store.Results;

namespace Postamt.Intake;

internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "received msg={Msg} session={Session} from={From} recipients={Recipients} size={Size} repeated={Repeated}", EventName = "received")]
    public static partial void Received(ILogger logger, AcceptId msg, string session, string from, int recipients, long size, bool repeated);

    // 3001 was the intake's own line for a refusal; the engine writes the one line there is, 2001.

    [LoggerMessage(3002, LogLevel.Warning, "The directory or store could not be asked; the peer is told to come back: {Reason}")]
    public static partial void LookupUnavailable(ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Error, "The spool takes nothing; the peer is told to come back. session={Session}")]
    public static partial void SpoolFailed(ILogger logger, string session, Exception fault);

    [LoggerMessage(3004, LogLevel.Error, "A mail could not be made durable ({Error} {Detail}); the peer is told to come back. session={Session}")]
    public static partial void AcceptFailed(ILogger logger, string session, StoreError error, string detail);

    [LoggerMessage(3005, LogLevel.Warning, "{Address} names too many recipients that do not exist; it is told to come back later. session={Session}")]
    public static partial void Guessing(ILogger logger, System.Net.IPAddress address, string session);
}
