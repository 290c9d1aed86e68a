using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.TestWire;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Replies gather, leave together, and a peer that does not read is cut.</summary>
public sealed class ReplyWriterTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Answers_to_pipelined_commands_leave_with_the_last_one()
    {
        await using InMemoryWire pair = InMemoryWire.Create();
        await pair.SendAsync("A\r\nB\r\nC");
        foreach (string expected in (string[])["A", "B"])
        {
            LineResult line = await pair.Wire.Input.ReadLineAsync(100, Minute, default);
            Assert.Equal(expected, Encoding.ASCII.GetString(line.Line.Span));
            pair.Wire.Output.WriteLine($"250 {expected} ü");
            await pair.Wire.Output.FlushIfIdleAsync(pair.Wire.Input, default);
            Assert.Equal(expected == "B", pair.Wire.Output.Unflushed == 0);
        }
        Assert.Equal("250 A ü", await pair.ReadLineAsync());
        Assert.Equal("250 B ü", await pair.ReadLineAsync());
        Assert.Equal(20, pair.Wire.Output.Written);
    }

    [Fact]
    public async Task Much_unsent_output_leaves_although_a_line_waits()
    {
        await using InMemoryWire pair = InMemoryWire.Create();
        await pair.SendAsync("A\r\nB\r\n");
        await pair.Wire.Input.ReadLineAsync(100, Minute, default);
        pair.Wire.Output.Content.Write(new byte[50_000]);
        await pair.Wire.Output.FlushIfIdleAsync(pair.Wire.Input, default);
        Assert.Equal(0, pair.Wire.Output.Unflushed);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_cut_at_the_deadline()
    {
        var time = new FakeTimeProvider();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500, useSynchronizationContext: false));
        using var writer = new ReplyWriter(pipe.Writer, time, Minute);
        writer.Write(new byte[2000]);
        ValueTask pending = writer.FlushAsync(default);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(pending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(WireEnd.WriteTimeout, (await Assert.ThrowsAsync<WireException>(async () => await pending)).End);
    }

    [Fact]
    public async Task A_peer_that_reads_slowly_but_in_time_gets_everything()
    {
        var time = new FakeTimeProvider();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500, useSynchronizationContext: false));
        using var writer = new ReplyWriter(pipe.Writer, time, Minute);
        writer.Write(new byte[2000]);
        ValueTask pending = writer.FlushAsync(default);
        time.Advance(TimeSpan.FromSeconds(59));
        ReadResult read = await pipe.Reader.ReadAsync();
        Assert.Equal(2000, read.Buffer.Length);
        pipe.Reader.AdvanceTo(read.Buffer.End);
        await pending;
        Assert.Equal(0, writer.Unflushed);
    }

    [Fact]
    public async Task A_peer_that_is_gone_ends_the_session()
    {
        var pipe = new Pipe();
        using var writer = new ReplyWriter(pipe.Writer, TimeProvider.System, Minute);
        await pipe.Reader.CompleteAsync();
        writer.WriteLine("250 ok"u8);
        Assert.Equal(WireEnd.PeerGone, (await Assert.ThrowsAsync<WireException>(async () => await writer.FlushAsync(default))).End);
    }
}
