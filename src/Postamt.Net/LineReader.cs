// The one reader of commands. A line ends in CRLF and in nothing else.
// RFC 5321 2.3.8: CR and LF occur only together; RFC 9051 2.2: all interactions are lines ending in CRLF.
// Invariants:
// - The limit is checked before a byte is given to a parser; memory is bounded by the limit and the pipe's own limit.
// - An incomplete line consumes nothing. A violation (bare CR, bare LF, NUL) is final: nothing after it is ever parsed.
// - A deadline spans the whole line: bytes that drip in do not extend it.
// - Each byte is searched once, however the segments fall.
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Postamt.Net;

/// <summary>
/// Reads lines and raw content from a pipe. One reader at a time; only <see cref="Interrupt"/> may be called from elsewhere.
/// After a TLS upgrade the same object reads from the new transport.
/// </summary>
public sealed class LineReader : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private PipeReader _pipe;
    private WireTrace? _trace;
    private LineStatus? _final;
    private ReadOnlySequence<byte> _held;
    private SequencePosition _after;
    private bool _holding;
    private bool _content;
    private long _searched;
    private long _examined;
    private byte[]? _scratch;
    private int _interrupted;

    public LineReader(PipeReader pipe, TimeProvider time)
    {
        _pipe = pipe;
        _time = time;
        _timer = time.CreateTimer(static state => ((LineReader)state!)._pipe.CancelPendingRead(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void TraceTo(WireTrace? trace) => _trace = trace;

    /// <summary>
    /// Makes the pending or the next wait come back with <see cref="LineStatus.Interrupted"/>. A whole line that already
    /// waits is returned first. Calls before the reader looks count as one. Safe from any thread.
    /// </summary>
    public void Interrupt()
    {
        Volatile.Write(ref _interrupted, 1);
        _pipe.CancelPendingRead();
    }

    /// <summary>Waits for one line.</summary>
    /// <param name="limit">The most octets a line may have, CRLF included.</param>
    /// <param name="deadline">The time for the whole line, counted from this call.</param>
    public ValueTask<LineResult> ReadLineAsync(int limit, TimeSpan deadline, CancellationToken cancellationToken) =>
        ReadLineAsync(limit, deadline, deadline, cancellationToken);

    /// <summary>Waits for one line, patient until it begins and strict from its first octet on.</summary>
    /// <param name="limit">The most octets a line may have, CRLF included.</param>
    /// <param name="idle">The time until the first octet.</param>
    /// <param name="whole">The time from the first octet to CRLF.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<LineResult> ReadLineAsync(int limit, TimeSpan idle, TimeSpan whole, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        Advance();
        if (_final is { } final)
            return LineResult.Without(final);
        long started = _time.GetTimestamp();
        TimeSpan allowed = idle;
        bool begun = false;
        while (true)
        {
            (LineStatus? stop, ReadResult read) = await ReadPipeAsync(allowed - _time.GetElapsedTime(started), interruptible: true, cancellationToken);
            if (stop is { } stopped)
                return LineResult.Without(stopped);
            ReadOnlySequence<byte> buffer = read.Buffer;
            LineScan scan = LineScan.Search(buffer, ref _searched, limit);
            if (scan.Status is { } status)
                return status == LineStatus.Line ? Hold(buffer, scan.End) : Refuse(status, buffer);
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            _examined = buffer.Length;
            if (read.IsCompleted)
                return LineResult.Without(LineStatus.Eof);
            if (Interlocked.Exchange(ref _interrupted, 0) == 1)
                return LineResult.Without(LineStatus.Interrupted);
            if (!begun && !buffer.IsEmpty)
            {
                begun = true;
                if (idle != whole)
                    (started, allowed) = (_time.GetTimestamp(), whole);
            }
            if (_time.GetElapsedTime(started) >= allowed)
                return LineResult.Without(LineStatus.Timeout);
        }
    }

    /// <summary>
    /// True when a whole line, or a violation that must be answered, already waits: a reply then need not be flushed yet.
    /// Never waits. The current line stays valid; while it is held, only what came with it is looked at.
    /// </summary>
    public bool HasBufferedLine()
    {
        if (_final is not null)
            return true;
        if (_holding && !_content)
        {
            long searched = 0;
            return LineScan.Search(_held.Slice(_after), ref searched, int.MaxValue).Status is not null;
        }
        if (_holding || !_pipe.TryRead(out ReadResult read))
            return false;
        bool found = LineScan.Search(read.Buffer, ref _searched, int.MaxValue).Status is not null;
        if (found)
            _searched = 0;
        _examined = found ? 0 : read.Buffer.Length;
        _pipe.AdvanceTo(read.Buffer.Start, found ? read.Buffer.Start : read.Buffer.End);
        return found;
    }

    /// <summary>True when any octet already waits behind the current line: the peer did not wait for the reply. Never waits.</summary>
    public bool HasBufferedInput()
    {
        if (_holding)
            return !_held.Slice(_after).IsEmpty;
        if (!_pipe.TryRead(out ReadResult read))
            return _examined > 0;
        bool any = !read.Buffer.IsEmpty;
        _examined = 0;
        _pipe.AdvanceTo(read.Buffer.Start);
        return any;
    }

    /// <summary>Skips the rest of a line that was <see cref="LineStatus.TooLong"/>.</summary>
    /// <param name="upTo">Gives up after so many octets.</param>
    /// <returns>True when the next read starts after the CRLF.</returns>
    public async ValueTask<bool> DiscardLineAsync(int upTo, TimeSpan deadline, CancellationToken cancellationToken)
    {
        Advance();
        long started = _time.GetTimestamp();
        long skipped = 0;
        while (_final is null)
        {
            (LineStatus? stop, ReadResult read) = await ReadPipeAsync(deadline - _time.GetElapsedTime(started), interruptible: false, cancellationToken);
            if (stop is not null)
                return false;
            ReadOnlySequence<byte> buffer = read.Buffer;
            _searched = 0;
            LineScan scan = LineScan.Search(buffer, ref _searched, int.MaxValue);
            if (scan.Status is { } status)
            {
                SequencePosition next = status == LineStatus.Line ? buffer.GetPosition(2, scan.End) : buffer.Start;
                bool whole = status == LineStatus.Line && skipped + buffer.Slice(0, next).Length <= upTo;
                if (status != LineStatus.Line)
                    _final = status;
                _pipe.AdvanceTo(next);
                _searched = 0;
                return whole;
            }
            // All but a CR that may yet meet its LF is gone for good.
            SequencePosition keep = buffer.GetPosition(_searched);
            skipped += _searched;
            _searched = 0;
            _pipe.AdvanceTo(keep, buffer.End);
            if (read.IsCompleted || skipped > upTo || _time.GetElapsedTime(started) >= deadline)
                return false;
        }
        return false;
    }

    /// <summary>
    /// Waits for content beyond what <see cref="AdvanceContent(SequencePosition, SequencePosition, ContentPace)"/> examined. Each
    /// <see cref="ContentStatus.Data"/> must be followed by one call of it.
    /// </summary>
    /// <param name="limit">The most octets handed out, such as those left of a BDAT chunk or literal.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ContentResult> ReadContentAsync(long limit, ContentPace pace, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Advance();
        _searched = 0;
        while (true)
        {
            long started = _time.GetTimestamp();
            (LineStatus? stop, ReadResult read) = await ReadPipeAsync(pace.Left, interruptible: false, cancellationToken);
            if (stop is not null)
                return new ContentResult(ContentStatus.Eof, default);
            pace.Wait(_time.GetElapsedTime(started));
            ReadOnlySequence<byte> buffer = read.Buffer;
            long fresh = buffer.Length - _examined;
            if (fresh > 0 && !pace.Spent)
            {
                (_held, _holding, _content) = (buffer, true, true);
                return new ContentResult(ContentStatus.Data, buffer.Length > limit ? buffer.Slice(0, limit) : buffer);
            }
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            _examined = buffer.Length;
            if (read.IsCompleted)
                return new ContentResult(ContentStatus.Eof, default);
            if (pace.Spent)
                return new ContentResult(fresh > 0 ? ContentStatus.TooSlow : ContentStatus.Timeout, default);
        }
    }

    /// <summary>Gives content back: everything before <paramref name="consumed"/> is gone, up to <paramref name="examined"/> nothing new is to be had.
    /// The last call of a body passes the same position twice: what is examined but kept is looked at again only when more arrives.</summary>
    public void AdvanceContent(SequencePosition consumed, SequencePosition examined, ContentPace pace)
    {
        if (!_holding || !_content)
            throw new InvalidOperationException("No content is held.");
        long before = _examined;
        long taken = _held.Slice(0, consumed).Length;
        long seen = _held.Slice(0, examined).Length;
        pace.Arrive(Math.Max(0, seen - before));
        _examined = seen - taken;
        _trace?.Content(taken);
        _pipe.AdvanceTo(consumed, examined);
        (_held, _holding, _content) = (default, false, false);
    }

    /// <summary>Gives back content that was used whole.</summary>
    public void AdvanceContent(SequencePosition consumed, ContentPace pace) => AdvanceContent(consumed, consumed, pace);

    /// <summary>Ends the life of the current line. Every read does it by itself.</summary>
    public void Advance()
    {
        if (!_holding)
            return;
        if (_content)
            throw new InvalidOperationException("The content read before was not advanced.");
        (_holding, _held) = (false, default);
        _pipe.AdvanceTo(_after);
        if (_scratch is not null)
        {
            ArrayPool<byte>.Shared.Return(_scratch, clearArray: true);
            _scratch = null;
        }
    }

    /// <summary>Gives back what is held, line or content: nobody reads here any more.</summary>
    internal void Release()
    {
        if (_content && _holding)
        {
            _pipe.AdvanceTo(_held.End);
            (_held, _holding, _content) = (default, false, false);
        }
        Advance();
    }

    /// <summary>Reads from another pipe from now on. Whatever the old one held is never seen again.</summary>
    public void Swap(PipeReader pipe)
    {
        if (_holding)
            Advance();
        (_pipe, _searched, _examined) = (pipe, 0, 0);
    }

    public void Dispose() => _timer.Dispose();

    private LineResult Hold(ReadOnlySequence<byte> buffer, SequencePosition end)
    {
        _after = buffer.GetPosition(2, end);
        (_held, _holding, _content, _searched, _examined) = (buffer, true, false, 0, 0);
        ReadOnlySequence<byte> line = buffer.Slice(buffer.Start, end);
        _trace?.Received(line);
        if (line.IsSingleSegment)
            return new LineResult(LineStatus.Line, line.First);
        int length = (int)line.Length;
        _scratch = ArrayPool<byte>.Shared.Rent(length);
        line.CopyTo(_scratch);
        return new LineResult(LineStatus.Line, _scratch.AsMemory(0, length));
    }

    private LineResult Refuse(LineStatus status, ReadOnlySequence<byte> buffer)
    {
        _pipe.AdvanceTo(buffer.Start);
        _searched = 0;
        if (status != LineStatus.TooLong)
            _final = status;
        return LineResult.Without(status);
    }

    /// <summary>
    /// One read with a deadline; a stop instead of a read when the peer is gone or somebody interrupts. A read that was
    /// cancelled comes back as it is: the caller asks the clock why.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(LineStatus? Stop, ReadResult Read)> ReadPipeAsync(TimeSpan left, bool interruptible, CancellationToken cancellationToken)
    {
        try
        {
            if (_pipe.TryRead(out ReadResult read))
                return (null, read);
            // The cancelled read of an interrupt may have brought a line; the interrupt is still owed.
            if (interruptible && Interlocked.Exchange(ref _interrupted, 0) == 1)
                return (LineStatus.Interrupted, default);
            ValueTask<ReadResult> pending = _pipe.ReadAsync(cancellationToken);
            if (pending.IsCompletedSuccessfully)
                return (null, await pending);
            _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            try
            {
                return (null, await pending);
            }
            finally
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException)
        {
            return (LineStatus.Eof, default);
        }
    }
}
