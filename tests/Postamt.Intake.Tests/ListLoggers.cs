using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Postamt.Intake.Tests;

/// <summary>Keeps what is logged, by everybody.</summary>
internal sealed class ListLoggers : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string? Event, string Text)> Records { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Records.Enqueue((logLevel, eventId.Name, formatter(state, exception)));

    public void Dispose()
    {
    }
}
