using Microsoft.Extensions.Logging;
using Postamt.Store.Results;

namespace Postamt.Operations;

internal static partial class Log
{
    [LoggerMessage(19000, LogLevel.Debug, "Job {Job}: {Done} done in {Milliseconds} ms")]
    public static partial void JobDone(ILogger logger, string job, long done, long milliseconds);

    [LoggerMessage(19001, LogLevel.Error, "Job {Job} could not do its work and is tried again: {Error} {Detail}")]
    public static partial void JobRefused(ILogger logger, string job, StoreError error, string detail);

    [LoggerMessage(19002, LogLevel.Error, "Job {Job} failed and is tried again")]
    public static partial void JobFailed(ILogger logger, string job, Exception fault);

    [LoggerMessage(19003, LogLevel.Debug, "The jobs have stopped")]
    public static partial void JobsStopped(ILogger logger);

    [LoggerMessage(19004, LogLevel.Warning, "This node could not tell the others what it is doing; it says so again in some seconds")]
    public static partial void NotReported(ILogger logger, Exception away);
}
