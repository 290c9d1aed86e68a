using Microsoft.Extensions.Logging;
using Postamt.Mail.Envelopes;
using Postamt.Store.Results;

namespace Postamt.Queue;

internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "attempted msg={Msg} to={To} outcome={Outcome} reason={Reason}", EventName = "attempted")]
    public static partial void Attempted(ILogger logger, AcceptId msg, string to, string outcome, string reason);

    [LoggerMessage(5001, LogLevel.Error, "Delivery met a fault; the mail is tried again. msg={Msg}")]
    public static partial void AttemptFailed(ILogger logger, AcceptId msg, Exception fault);

    [LoggerMessage(5002, LogLevel.Error, "A delivery agent answered {Got} results for {Wanted} recipients; all are tried again. msg={Msg}")]
    public static partial void WrongResultCount(ILogger logger, AcceptId msg, int got, int wanted);

    [LoggerMessage(5003, LogLevel.Warning, "Outcomes could not be written ({Error} {Detail}). msg={Msg}")]
    public static partial void CompletionRefused(ILogger logger, AcceptId msg, StoreError error, string detail);

    [LoggerMessage(5004, LogLevel.Warning, "The queue cannot be read now: {Reason}")]
    public static partial void LeaseUnavailable(ILogger logger, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "Leases could not be renewed; nothing is sent until they are.")]
    public static partial void RenewalFailed(ILogger logger);

    [LoggerMessage(5007, LogLevel.Error, "A {Kind} notice could not be written; it is tried again. msg={Msg}")]
    public static partial void NoticeFailed(ILogger logger, AcceptId msg, Running.NoticeKind kind, Exception fault);

    [LoggerMessage(5006, LogLevel.Debug, "The queue runner has stopped.")]
    public static partial void RunnerStopped(ILogger logger);

    [LoggerMessage(5009, LogLevel.Warning, "Other nodes found this one dead (epoch {Dead}) and took over what it had leased; it goes on under epoch {Epoch}. It stood still or could not reach the database for 15 s.")]
    public static partial void FoundDead(ILogger logger, long dead, long epoch);

    [LoggerMessage(5010, LogLevel.Warning, "Other nodes found this one dead, and it cannot register again now; it is tried again.")]
    public static partial void NotRegistered(ILogger logger, Exception exception);

    [LoggerMessage(5008, LogLevel.Warning, "The machine's clock leapt by {Leap}. For an hour no mail is given up and no sender told of a delay because of its age; set the clock right, and see whether it is kept by NTP.")]
    public static partial void ClockLeapt(ILogger logger, TimeSpan leap);

    [LoggerMessage(5011, LogLevel.Error, "What became of a mail could not be written because of a fault of this server; it is tried again in {Minutes} minutes. msg={Msg}")]
    public static partial void DeliveryBroke(ILogger logger, AcceptId msg, int minutes, Exception fault);
}
