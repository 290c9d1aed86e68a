using System.Buffers;
using Microsoft.Extensions.Logging;
using Postamt.TestWire;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>The dialog in the log: readable, without secrets, without bodies, off unless asked for (attack 128).</summary>
[Trait("attack", "128")]
public sealed class WireTraceTests
{
    [Theory]
    [InlineData("AUTH PLAIN AHVzZXIAcGVuY2ls", "AUTH <hidden>")]
    [InlineData("auth plain AHVzZXIAcGVuY2ls", "auth <hidden>")]
    [InlineData("a1 LOGIN user pencil", "a1 LOGIN <hidden>")]
    [InlineData("a1 AUTHENTICATE PLAIN AHVzZXIAcGVuY2ls", "a1 AUTHENTICATE <hidden>")]
    [InlineData("PASS pencil", "PASS <hidden>")]
    [InlineData("AUTHENTICATE \"PLAIN\" \"AHVzZXIAcGVuY2ls\"", "AUTHENTICATE <hidden>")]
    [InlineData("EHLO login", "EHLO login <hidden>")]
    [InlineData("NOOP \u0007\u00e4", "NOOP \\x07\\xc3\\xa4")]
    [InlineData("MAIL FROM:<a@b>", "MAIL FROM:<a@b>")]
    public async Task Commands_are_shown_and_credentials_are_not(string sent, string shown)
    {
        var log = new ListLog();
        await using InMemoryWire pair = InMemoryWire.Create(new InMemoryWireOptions { Loggers = log });
        await pair.SendAsync(sent + "\r\n");
        await ReadAsync(pair);
        Assert.Equal($"{pair.Wire.Id} C: {shown}", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task Everything_until_the_final_answer_is_hidden()
    {
        var log = new ListLog();
        await using InMemoryWire pair = InMemoryWire.Create(new InMemoryWireOptions { Loggers = log });
        foreach ((string client, string server) in ((string, string)[])[("AUTH LOGIN", "334 VXNlcm5hbWU6"), ("dXNlcg==", "334 UGFzc3dvcmQ6"), ("cGVuY2ls", "235 2.7.0 ok"), ("NOOP", "250 ok")])
        {
            await pair.SendAsync(client + "\r\n");
            await ReadAsync(pair);
            // In pieces, as a session may write it.
            foreach (char one in server)
                pair.Wire.Output.Write([one]);
            pair.Wire.Output.WriteLine(""u8);
        }
        string all = string.Join('\n', log.Lines);
        Assert.Equal(8, log.Lines.Count);
        Assert.DoesNotContain("dXNlcg", all, StringComparison.Ordinal);
        Assert.DoesNotContain("cGVuY2ls", all, StringComparison.Ordinal);
        Assert.EndsWith("S: 250 ok", all, StringComparison.Ordinal);
        Assert.Contains("C: NOOP", all, StringComparison.Ordinal);
        Assert.Contains("S: 235 2.7.0 ok", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_are_counted_and_not_shown()
    {
        var log = new ListLog();
        await using InMemoryWire pair = InMemoryWire.Create(new InMemoryWireOptions { Loggers = log });
        await pair.SendAsync("secret body");
        ContentPace pace = pair.Wire.Limits.NewPace();
        ContentResult content = await pair.Wire.Input.ReadContentAsync(6, pace, default);
        pair.Wire.Input.AdvanceContent(content.Data.End, pace);
        pair.Wire.Output.Content.Write("another secret"u8);
        Assert.Equal([$"{pair.Wire.Id} C: <6 octets>", $"{pair.Wire.Id} S: <14 octets>"], log.Lines);
    }

    [Fact]
    public async Task Without_the_category_nothing_is_written()
    {
        var log = new ListLog { Level = LogLevel.Debug };
        await using InMemoryWire pair = InMemoryWire.Create(new InMemoryWireOptions { Loggers = log });
        await pair.SendAsync("NOOP\r\n");
        await ReadAsync(pair);
        Assert.Empty(log.Lines);
    }

    private static async Task ReadAsync(InMemoryWire pair) =>
        Assert.True((await pair.Wire.Input.ReadLineAsync(512, TimeSpan.FromMinutes(1), default)).IsLine);

    private sealed class ListLog : ILoggerFactory, ILogger
    {
        internal List<string> Lines { get; } = [];

        internal LogLevel Level { get; init; } = LogLevel.Trace;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Level;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
