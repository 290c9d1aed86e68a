using Microsoft.Extensions.Logging;

namespace Postamt.Server;

internal static partial class Log
{
    [LoggerMessage(14000, LogLevel.Information, "Postamt {Version} serves as {HostName} from {Data}")]
    public static partial void Serving(ILogger logger, string version, string hostName, string data);

    [LoggerMessage(14001, LogLevel.Information, "Stopping: sessions end, deliveries under way come to their end.")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(14002, LogLevel.Critical, "The data folder can acknowledge nothing any more ({Reason}); this process ends, the next start recovers.")]
    public static partial void Unsafe(ILogger logger, string reason);

    [LoggerMessage(14006, LogLevel.Information, "Listener {Name} is open at {EndPoint}")]
    public static partial void HttpOpen(ILogger logger, string name, System.Net.IPEndPoint endPoint);

    [LoggerMessage(14007, LogLevel.Warning, "{Why} This node waits for it, and asks again every {Seconds} s.")]
    public static partial void DatabaseAwaited(ILogger logger, string why, int seconds);

    // 14003 and 14004 were messages of jobs, which speak for themselves now.
    [LoggerMessage(14005, LogLevel.Error, "A verb that came through the local door met a fault.")]
    public static partial void VerbFailed(ILogger logger, Exception fault);
}
