using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Postamt.Server.Hosting;

/// <summary>Where log lines go: standard error, one line each, so that systemd keeps them and standard output stays the verb's.</summary>
internal static class Logging
{
    internal static ILoggerFactory Make(LogLevel least) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(least);
        builder.AddFilter("Microsoft", LogLevel.Warning);
        builder.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
