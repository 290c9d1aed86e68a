using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Segments;

/// <summary>
/// Segments for large contents, written by those who bring them before their request goes to the writer: the mails of others never wait
/// for one. Each is one writer's at a time and is appended to until it is full; several at once use several.
/// Invariants: a place is given out when the record there is durable; a segment another process wrote, or one that could not be forced to
/// the disk, is left as it is. A record whose request fails afterwards stays, without a row that points at it, as one of the writer's would.
/// </summary>
internal sealed class LargeSegments(SegmentFiles files, DiskAccess disk, long rollAt) : IDisposable
{
    /// <summary>Contents past this many octets: the writer copies what is smaller within about a millisecond.</summary>
    public const long LargerThan = 1024 * 1024;

    /// <summary>At the same time; more wait. Each keeps a processor busy with compressing and then the disk with a forced write.</summary>
    private const int Writers = 2;

    /// <summary>
    /// A record is forced out in pieces of so many octets: a file system that orders data before its journal (ext4) lets everybody's
    /// forced write wait for all that is unwritten.
    /// </summary>
    private const int Piece = 4 * 1024 * 1024;

    private readonly SemaphoreSlim _places = new(Writers, Writers);
    private readonly ConcurrentStack<Open> _free = new();
    private volatile bool _closed;

    /// <summary>The place of the content's record, which is on the disk then.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="ForcedWriteException">It could not be forced to the disk: the disk's content is not known any more.</exception>
    public ValueTask<BlobLocation> WriteAsync(RecordId id, ContentKeys keys, SpooledContent content) =>
        WriteAsync(content.Length, (file, start, written) => RecordFile.WriteAsync(disk, file, start, id, keys, content, written));

    /// <summary>The same for a record that is stored already and moves.</summary>
    /// <exception cref="DamagedRecordException">It is not whole any more.</exception>
    public ValueTask<BlobLocation> CopyAsync(RecordId id, IRecordSource record, long storedLength) =>
        WriteAsync(id.Length, (file, start, written) => RecordCopy.WriteAsync(disk, file, start, id, record, storedLength, written));

    private async ValueTask<BlobLocation> WriteAsync(long length, RecordWrite write)
    {
        await _places.WaitAsync(CancellationToken.None);
        try
        {
            return await WriteAsync(await RunAsync(Take), length, write);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_free.TryPop(out var segment)) segment.File.Dispose();
    }

    private async ValueTask<BlobLocation> WriteAsync(Open segment, long length, RecordWrite write)
    {
        try
        {
            var unforced = 0;
            var stored = await write(segment.File, segment.Tail, async octets =>
            {
                unforced += octets;
                if (unforced < Piece) return;
                unforced = 0;
                await RunAsync(() => Force(segment.File));
            });
            Failpoints.Hit(Failpoints.AfterLargeAppend);
            await RunAsync(() => Force(segment.File));
            Failpoints.Hit(Failpoints.AfterLargeSync);
            Give(segment with { Tail = SegmentFormat.Padded(segment.Tail + stored) });
            return new BlobLocation(segment.Number, segment.Tail, stored, length);
        }
        catch (ForcedWriteException)
        {
            Close(segment);
            throw;
        }
        catch
        {
            // Nothing points past the tail: the next record is written over what was begun, which on a full disk is room.
            Give(segment);
            throw;
        }
    }

    private Open Take()
    {
        if (_free.TryPop(out var segment)) return segment;
        var (number, file) = files.Begin(disk);
        return new Open(number, file, SegmentFormat.FileHeaderLength);
    }

    private void Give(Open segment)
    {
        if (segment.Tail >= rollAt || _closed) Close(segment);
        else _free.Push(segment);
    }

    private void Close(Open segment)
    {
        segment.File.Dispose();
        files.Grown(segment.Number);
    }

    private bool Force(SafeFileHandle file)
    {
        disk.Sync(file);
        return true;
    }

    /// <summary>A forced write of 50 MB takes its time: on a thread of its own it holds up nobody who waits for one of the pool.</summary>
    private static Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Writes a record at a place and returns its stored length.</summary>
    private delegate ValueTask<long> RecordWrite(SafeFileHandle file, long start, Func<int, ValueTask> written);

    /// <param name="Tail">Where the next record goes.</param>
    private sealed record Open(int Number, SafeFileHandle File, long Tail);
}
