using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Bodies: exact counts, no octet lost between line and content, and the minimum rate (attack 28).</summary>
[Trait("attack", "28")]
public sealed class ContentTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly LineReader _reader;

    public ContentTests() => _reader = new LineReader(_pipe.Reader, _time);

    public void Dispose() => _reader.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task Content_between_lines_has_exactly_its_octets(int piece)
    {
        byte[] dialog = Encoding.ASCII.GetBytes("BDAT 10\r\n\r\n.\0\n89ABCBDAT 3 LAST\r\nxyzQUIT\r\n");
        var sending = Task.Run(async () =>
        {
            for (int at = 0; at < dialog.Length; at += piece)
                await _pipe.Writer.WriteAsync(dialog.AsMemory(at, Math.Min(piece, dialog.Length - at)));
        });
        Assert.Equal("BDAT 10", await LineAsync());
        Assert.Equal("\r\n.\0\n89ABC", await ContentAsync(10));
        Assert.Equal("BDAT 3 LAST", await LineAsync());
        Assert.Equal("xyz", await ContentAsync(3));
        Assert.Equal("QUIT", await LineAsync());
        await sending;
    }

    [Fact]
    public async Task Examined_content_is_not_handed_out_again_until_more_comes()
    {
        var pace = new ContentPace(Minute, 500);
        await SendAsync("abc");
        ContentResult first = await _reader.ReadContentAsync(100, pace, default);
        _reader.AdvanceContent(first.Data.Start, first.Data.End, pace);
        ValueTask<ContentResult> second = _reader.ReadContentAsync(100, pace, default);
        Assert.False(second.IsCompleted);
        await SendAsync("d");
        ContentResult more = await second;
        Assert.Equal("abcd", Encoding.ASCII.GetString(more.Data.ToArray()));
        _reader.AdvanceContent(more.Data.End, pace);
        Assert.Equal(4, pace.Received);
    }

    [Fact]
    public async Task Silence_longer_than_the_patience_times_out()
    {
        var pace = new ContentPace(Minute, 500);
        ValueTask<ContentResult> pending = _reader.ReadContentAsync(100, pace, default);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(pending.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ContentStatus.Timeout, (await pending).Status);
    }

    [Fact]
    public async Task A_drip_is_cut_after_about_the_patience()
    {
        var pace = new ContentPace(Minute, 500);
        int drops = 0;
        ContentStatus status;
        do
        {
            ValueTask<ContentResult> pending = _reader.ReadContentAsync(100, pace, default);
            _time.Advance(TimeSpan.FromSeconds(10));
            if (!pending.IsCompleted)
                await SendAsync("x");
            drops++;
            ContentResult result = await pending;
            status = result.Status;
            if (status == ContentStatus.Data)
                _reader.AdvanceContent(result.Data.End, pace);
        }
        while (status == ContentStatus.Data && drops < 100);
        Assert.InRange(drops, 6, 7);
        Assert.NotEqual(ContentStatus.Data, status);
    }

    [Fact]
    public async Task A_burst_does_not_buy_endless_patience()
    {
        var pace = new ContentPace(Minute, 500);
        await SendAsync(new string('x', 100_000));
        ContentResult burst = await _reader.ReadContentAsync(long.MaxValue, pace, default);
        _reader.AdvanceContent(burst.Data.End, pace);
        ValueTask<ContentResult> pending = _reader.ReadContentAsync(100, pace, default);
        _time.Advance(Minute);
        Assert.Equal(ContentStatus.Timeout, (await pending).Status);
    }

    [Fact]
    public async Task Our_own_slowness_costs_the_peer_nothing()
    {
        var pace = new ContentPace(Minute, 500);
        for (int round = 0; round < 5; round++)
        {
            await SendAsync("x");
            ContentResult result = await _reader.ReadContentAsync(100, pace, default);
            Assert.Equal(ContentStatus.Data, result.Status);
            _time.Advance(TimeSpan.FromMinutes(10));
            _reader.AdvanceContent(result.Data.End, pace);
        }
    }

    [Fact]
    public async Task The_end_of_the_connection_inside_content_is_told()
    {
        var pace = new ContentPace(Minute, 500);
        await SendAsync("abc");
        await _pipe.Writer.CompleteAsync();
        ContentResult result = await _reader.ReadContentAsync(100, pace, default);
        _reader.AdvanceContent(result.Data.End, pace);
        Assert.Equal(ContentStatus.Eof, (await _reader.ReadContentAsync(100, pace, default)).Status);
    }

    [Fact]
    public async Task An_interrupt_waits_for_the_end_of_the_content()
    {
        var pace = new ContentPace(Minute, 500);
        ValueTask<ContentResult> pending = _reader.ReadContentAsync(3, pace, default);
        _reader.Interrupt();
        Assert.False(pending.IsCompleted);
        await SendAsync("abc");
        _reader.AdvanceContent((await pending).Data.End, pace);
        Assert.Equal(LineStatus.Interrupted, (await _reader.ReadLineAsync(100, Minute, default)).Status);
    }

    private async Task SendAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.Latin1.GetBytes(text));

    private async Task<string> LineAsync()
    {
        LineResult line = await _reader.ReadLineAsync(100, Minute, default);
        Assert.Equal(LineStatus.Line, line.Status);
        return Encoding.ASCII.GetString(line.Line.Span);
    }

    private async Task<string> ContentAsync(int octets)
    {
        var pace = new ContentPace(Minute, 500);
        var text = new StringBuilder();
        while (text.Length < octets)
        {
            ContentResult result = await _reader.ReadContentAsync(octets - text.Length, pace, default);
            text.Append(Encoding.Latin1.GetString(result.Data.ToArray()));
            _reader.AdvanceContent(result.Data.End, pace);
        }
        return text.ToString();
    }
}
