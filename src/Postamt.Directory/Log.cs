using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;

namespace Postamt.Directory;

internal static partial class Log
{
    [LoggerMessage(15001, LogLevel.Information, "operation refused: {Operation} by {Actor}: {Code}")]
    public static partial void OperationRefused(ILogger logger, string operation, ActorKind actor, string code);

    [LoggerMessage(15002, LogLevel.Error, "the directory did not answer {Operation}: {Reason}")]
    public static partial void OperationUnavailable(ILogger logger, string operation, string reason);

    [LoggerMessage(15003, LogLevel.Warning, "sign-in could not be checked: {Reason}")]
    public static partial void LoginUnavailable(ILogger logger, string reason);

    [LoggerMessage(15004, LogLevel.Warning, "sign-ins from {Network} are refused for {Pause} after {Failures} failures")]
    public static partial void NetworkBanned(ILogger logger, string network, TimeSpan pause, int failures);

    [LoggerMessage(15005, LogLevel.Warning, "last use of credentials was not written: {Reason}")]
    public static partial void LastUseNotWritten(ILogger logger, string reason);

    [LoggerMessage(15006, LogLevel.Information, "the sign-in of {Name} does not hold any more: its session ends")]
    public static partial void SignInRevoked(ILogger logger, string name);

    [LoggerMessage(15007, LogLevel.Debug, "sign-ins are no longer watched")]
    public static partial void SignInsUnwatched(ILogger logger);

    [LoggerMessage(15008, LogLevel.Debug, "failed sign-ins are not exchanged with the other nodes now: {Reason}")]
    public static partial void FailuresNotExchanged(ILogger logger, string reason);
}
