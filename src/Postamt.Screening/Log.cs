using Microsoft.Extensions.Logging;

namespace Postamt.Screening;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Error, "The check {Check} met a fault; the mail is judged without it.")]
    public static partial void CheckFailed(ILogger logger, string check, Exception fault);
}
