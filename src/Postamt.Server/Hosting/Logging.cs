using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Postamt.Server.Hosting;

/// <summary>
/// Where log lines go: standard error, one JSON object a line, so that systemd keeps them and standard output stays the verb's. What a
/// peer says stands in it escaped: it can begin no line and colour no terminal.
/// </summary>
internal static class Logging
{
    internal static ILoggerFactory Make(LogLevel least) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(least);
        builder.AddFilter("Microsoft", LogLevel.Warning);
        builder.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
