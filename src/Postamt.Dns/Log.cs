using Microsoft.Extensions.Logging;

namespace Postamt.Dns;

internal static partial class Log
{
    [LoggerMessage(18000, LogLevel.Information, "DNS gave no answer for {Name} {Type}: {Reason}")]
    public static partial void LookupFailed(ILogger logger, string name, string type, string reason);

    [LoggerMessage(18001, LogLevel.Warning, "DNS server {Server} says that {Name} does not exist, another one knows its {Type}")]
    public static partial void ServersDisagree(ILogger logger, string server, string name, string type);
}
