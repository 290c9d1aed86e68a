// The one writer of replies. Bytes gather in the pipe and leave with a flush; a peer that does not read is cut
// after the write deadline (RFC 5321 4.5.3.2 asks a server to bound its waits).
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Postamt.Net;

/// <summary>
/// Writes replies and content. Not safe for two writers at once. What is written as reply is traced; what is written to
/// <see cref="Content"/> is only counted there. Failures throw <see cref="WireException"/>.
/// </summary>
public sealed class ReplyWriter : IBufferWriter<byte>, IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _deadline;
    private readonly ITimer _timer;
    private PipeWriter _pipe;
    private WireTrace? _trace;
    private Memory<byte> _last;
    private long _unflushed;

    /// <param name="deadline">How long one flush may wait for the peer.</param>
    public ReplyWriter(PipeWriter pipe, TimeProvider time, TimeSpan deadline)
    {
        (_pipe, _time, _deadline) = (pipe, time, deadline);
        _timer = _time.CreateTimer(static state => ((ReplyWriter)state!)._pipe.CancelPendingFlush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Content = new ContentWriter(this);
    }

    /// <summary>For bodies, fetched parts and other people's mail: the trace counts the octets and shows none.</summary>
    public IBufferWriter<byte> Content { get; }

    /// <summary>Octets written since the last flush.</summary>
    public long Unflushed => _unflushed;

    /// <summary>All octets written to this peer.</summary>
    public long Written { get; private set; }

    internal void TraceTo(WireTrace? trace) => _trace = trace;

    public Memory<byte> GetMemory(int sizeHint = 0) => _last = _pipe.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        _trace?.Sent(_last.Span[..count]);
        Count(count);
    }

    public void Write(ReadOnlySpan<byte> reply)
    {
        _trace?.Sent(reply);
        _pipe.Write(reply);
        Counted(reply.Length);
    }

    /// <summary>Writes the text as UTF-8.</summary>
    public void Write(ReadOnlySpan<char> reply)
    {
        Span<byte> target = GetSpan(Encoding.UTF8.GetMaxByteCount(reply.Length));
        Advance(Encoding.UTF8.GetBytes(reply, target));
    }

    public void WriteLine(ReadOnlySpan<byte> reply)
    {
        Write(reply);
        Write("\r\n"u8);
    }

    public void WriteLine(ReadOnlySpan<char> reply)
    {
        Write(reply);
        Write("\r\n"u8);
    }

    /// <summary>Sends what has gathered. Waits only when the peer is slow to read.</summary>
    /// <exception cref="WireException">The peer is gone, or did not read within the deadline.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_unflushed == 0)
            return;
        try
        {
            long started = _time.GetTimestamp();
            FlushResult flush;
            do
            {
                flush = await FlushOnceAsync(_deadline - _time.GetElapsedTime(started), cancellationToken);
            }
            while (flush.IsCanceled && _time.GetElapsedTime(started) < _deadline);
            if (flush.IsCanceled)
                WireException.Throw(WireEnd.WriteTimeout);
            if (flush.IsCompleted)
                WireException.Throw(WireEnd.PeerGone);
            _unflushed = 0;
        }
        catch (Exception gone) when (gone is not WireException and (IOException or ConnectionAbortedException or ObjectDisposedException))
        {
            WireException.Throw(WireEnd.PeerGone, gone);
        }
    }

    /// <summary>Sends what has gathered unless a whole line already waits: the answers to pipelined commands leave together.</summary>
    public ValueTask FlushIfIdleAsync(LineReader input, CancellationToken cancellationToken) =>
        _unflushed == 0 || (_unflushed < FlushThreshold && input.HasBufferedLine()) ? default : FlushAsync(cancellationToken);

    /// <summary>Sends when much has gathered; for long answers, between two items.</summary>
    public ValueTask FlushIfLargeAsync(CancellationToken cancellationToken) =>
        _unflushed < FlushThreshold ? default : FlushAsync(cancellationToken);

    /// <summary>48 KiB: three TLS records (RFC 8446 5.1), and less than the 64 KiB at which a transport makes a writer wait.</summary>
    private const int FlushThreshold = 48 * 1024;

    /// <summary>Writes to another pipe from now on. What the old one held unflushed is not carried over.</summary>
    public void Swap(PipeWriter pipe) => (_pipe, _unflushed, _last) = (pipe, 0, default);

    public void Dispose() => _timer.Dispose();

    private void Count(int count)
    {
        _pipe.Advance(count);
        Counted(count);
    }

    private void Counted(int count)
    {
        _unflushed += count;
        Written += count;
    }

    private async ValueTask<FlushResult> FlushOnceAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> pending = _pipe.FlushAsync(cancellationToken);
        if (pending.IsCompletedSuccessfully)
            return await pending;
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        try
        {
            return await pending;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class ContentWriter(ReplyWriter owner) : IBufferWriter<byte>
    {
        public void Advance(int count)
        {
            owner._trace?.ContentSent(count);
            owner.Count(count);
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => owner._pipe.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => owner._pipe.GetSpan(sizeHint);
    }
}
