using System.IO.Pipelines;
using Xunit;

namespace Postamt.Net.Tests;

public sealed class DuplexPipeStreamTests
{
    /// <summary>A full record of TLS is longer than its 16 KiB of plain text.</summary>
    private const int Record = (16 * 1024) + 22;

    [Fact]
    public async Task Writing_sends_at_once()
    {
        var (stream, output) = Make(gather: false);
        await stream.WriteAsync(new byte[Record]);
        Assert.Equal(Record, Sent(output));
    }

    [Fact]
    public async Task Full_records_wait_for_what_is_shorter()
    {
        var (stream, output) = Make(gather: true);
        await stream.WriteAsync(new byte[Record]);
        await stream.WriteAsync(new byte[Record]);
        Assert.Equal(0, Sent(output));
        await stream.WriteAsync(new byte[100]);
        Assert.Equal((2 * Record) + 100, Sent(output));
    }

    [Fact]
    public async Task Full_records_wait_for_a_flush_and_not_past_64_kibibytes()
    {
        var (stream, output) = Make(gather: true);
        await stream.WriteAsync(new byte[Record]);
        await stream.FlushAsync();
        Assert.Equal(Record, Sent(output));
        for (var times = 0; times < 4; times++) await stream.WriteAsync(new byte[Record]);
        Assert.Equal(4 * Record, Sent(output));
        await stream.FlushAsync();
        Assert.Equal(0, Sent(output));
    }

    private static (DuplexPipeStream Stream, PipeReader Output) Make(bool gather)
    {
        var output = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
        return (new DuplexPipeStream(new Pipe().Reader, output.Writer, gather), output.Reader);
    }

    private static long Sent(PipeReader output)
    {
        if (!output.TryRead(out var read)) return 0;
        var length = read.Buffer.Length;
        output.AdvanceTo(read.Buffer.End);
        return length;
    }
}
