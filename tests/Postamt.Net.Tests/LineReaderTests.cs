using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Lines end in CRLF, whatever the segments are; everything else is told apart.</summary>
public sealed class LineReaderTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    // Inline: when a write returns, the reader has seen it and waits again.
    private readonly Pipe _pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, minimumSegmentSize: 16, useSynchronizationContext: false));
    private readonly LineReader _reader;

    public LineReaderTests() => _reader = new LineReader(_pipe.Reader, _time);

    public void Dispose() => _reader.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_dialog_gives_the_same_lines_however_it_is_cut(int piece)
    {
        byte[] dialog = Encoding.ASCII.GetBytes("EHLO a\r\n\r\nMAIL FROM:<someone@a.long.domain.example.org>\r\nQUIT\r\n");
        var sending = Task.Run(async () =>
        {
            for (int at = 0; at < dialog.Length; at += piece)
                await _pipe.Writer.WriteAsync(dialog.AsMemory(at, Math.Min(piece, dialog.Length - at)));
            await _pipe.Writer.CompleteAsync();
        });
        var lines = new List<string>();
        LineResult line;
        while ((line = await _reader.ReadLineAsync(100, Minute, default)).IsLine)
            lines.Add(Encoding.ASCII.GetString(line.Line.Span));
        await sending;
        Assert.Equal(LineStatus.Eof, line.Status);
        Assert.Equal(["EHLO a", "", "MAIL FROM:<someone@a.long.domain.example.org>", "QUIT"], lines);
    }

    [Theory]
    [InlineData("a\nb\r\n", LineStatus.BareLf)]
    [InlineData("a\rb\r\n", LineStatus.BareCr)]
    [InlineData("a\r\r\n", LineStatus.BareCr)]
    [InlineData("a\0b\r\n", LineStatus.Nul)]
    [InlineData("\n", LineStatus.BareLf)]
    public async Task A_bare_stop_is_a_violation_for_ever(string sent, LineStatus expected)
    {
        await SendAsync(sent + "QUIT\r\n");
        Assert.Equal(expected, (await _reader.ReadLineAsync(100, Minute, default)).Status);
        Assert.Equal(expected, (await _reader.ReadLineAsync(100, Minute, default)).Status);
        Assert.True(_reader.HasBufferedLine());
        Assert.False(await _reader.DiscardLineAsync(1000, Minute, default));
    }

    [Fact]
    public async Task The_limit_counts_CRLF()
    {
        await SendAsync("12345678\r\n123456789\r\n");
        Assert.Equal(LineStatus.Line, (await _reader.ReadLineAsync(10, Minute, default)).Status);
        Assert.Equal(LineStatus.TooLong, (await _reader.ReadLineAsync(10, Minute, default)).Status);
        Assert.Equal(LineStatus.TooLong, (await _reader.ReadLineAsync(10, Minute, default)).Status);
    }

    [Fact]
    public async Task A_long_line_can_be_skipped_to_its_end()
    {
        await SendAsync(new string('x', 300) + "\r\nNOOP\r\n");
        Assert.Equal(LineStatus.TooLong, (await _reader.ReadLineAsync(100, Minute, default)).Status);
        Assert.True(await _reader.DiscardLineAsync(1000, Minute, default));
        Assert.Equal("NOOP", await LineAsync());
    }

    [Fact]
    public async Task Skipping_gives_up_at_its_limit()
    {
        await SendAsync(new string('x', 300) + "\r\nNOOP\r\n");
        Assert.False(await _reader.DiscardLineAsync(100, Minute, default));
    }

    [Fact]
    public async Task A_drip_does_not_extend_the_deadline()
    {
        ValueTask<LineResult> pending = _reader.ReadLineAsync(100, Minute, default);
        for (int second = 0; second < 59; second += 10)
        {
            await SendAsync("x");
            Assert.False(pending.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(10));
        }
        Assert.Equal(LineStatus.Timeout, (await pending).Status);
    }

    [Fact]
    public async Task The_idle_time_ends_with_the_first_octet()
    {
        ValueTask<LineResult> pending = _reader.ReadLineAsync(100, TimeSpan.FromMinutes(30), Minute, default);
        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.False(pending.IsCompleted);
        await SendAsync("x");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(LineStatus.Timeout, (await pending).Status);
    }

    [Fact]
    public async Task An_incomplete_line_consumes_nothing()
    {
        await SendAsync("NO");
        ValueTask<LineResult> pending = _reader.ReadLineAsync(100, Minute, default);
        _time.Advance(Minute);
        Assert.Equal(LineStatus.Timeout, (await pending).Status);
        await SendAsync("OP\r\n");
        Assert.Equal("NOOP", await LineAsync());
    }

    [Fact]
    public async Task An_interrupt_wakes_the_wait_and_loses_nothing()
    {
        await SendAsync("NO");
        ValueTask<LineResult> pending = _reader.ReadLineAsync(100, Minute, default);
        _reader.Interrupt();
        Assert.Equal(LineStatus.Interrupted, (await pending).Status);
        await SendAsync("OP\r\n");
        Assert.Equal("NOOP", await LineAsync());
    }

    [Fact]
    public async Task A_waiting_line_comes_before_an_interrupt()
    {
        await SendAsync("NOOP\r\n");
        _reader.Interrupt();
        Assert.Equal("NOOP", await LineAsync());
        Assert.Equal(LineStatus.Interrupted, (await _reader.ReadLineAsync(100, Minute, default)).Status);
    }

    [Fact]
    public async Task Only_a_whole_line_counts_as_waiting()
    {
        await SendAsync("A\r\nB\r\nC");
        Assert.True(_reader.HasBufferedLine());
        Assert.Equal("A", await LineAsync());
        Assert.True(_reader.HasBufferedLine());
        Assert.Equal("B", await LineAsync());
        Assert.False(_reader.HasBufferedLine());
        Assert.True(_reader.HasBufferedInput());
        _reader.Advance();
        await SendAsync("\r\n");
        Assert.True(_reader.HasBufferedLine());
        Assert.Equal("C", await LineAsync());
        Assert.False(_reader.HasBufferedInput());
    }

    private async Task SendAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.Latin1.GetBytes(text));

    private async Task<string> LineAsync()
    {
        LineResult line = await _reader.ReadLineAsync(100, Minute, default);
        Assert.Equal(LineStatus.Line, line.Status);
        return Encoding.ASCII.GetString(line.Line.Span);
    }
}
