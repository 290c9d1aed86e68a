using System.Runtime.ExceptionServices;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// Gives the bodies of a batch their places. They are appended and forced to the disk on a thread of its own, while the writer goes through
/// the batch's statements: the disk and the processor work at the same time, and the writer asks for the end before it commits. Where a
/// batch has next to nothing to append, that goes into the database, whose commit forces it out: one forced write instead of two.
/// </summary>
internal sealed class BatchForcing : IDisposable
{
    private readonly SegmentLog _segments;
    private readonly int _inlineOctets;
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private bool _underWay;
    private bool _closed;

    public BatchForcing(SegmentLog segments, int inlineOctets)
    {
        _segments = segments;
        _inlineOctets = inlineOctets;
        _thread = new Thread(Loop) { IsBackground = true, Name = "postamt forcing" };
        _thread.Start();
    }

    /// <summary>Gives the bodies their places and begins to force them out; <see cref="End"/> is to follow.</summary>
    /// <exception cref="IOException">Not written; <see cref="End"/> is still to follow.</exception>
    public void Begin(IReadOnlyList<WriteRequest> batch)
    {
        List<PendingBody> bodies = [.. batch.SelectMany(request => request.Bodies).Where(body => body.IsToAppend)];
        if (bodies.Count == 0) return;
        if (bodies.Sum(body => body.StoredLength) <= _inlineOctets && bodies.TrueForAll(body => !body.Record.IsEmpty))
        {
            foreach (var body in bodies) body.Location = BlobLocation.Inline(body);
            return;
        }
        var contents = new BatchContents(_segments);
        foreach (var body in bodies) contents.Append(body);
        _underWay = true;
        _begun.Release();
    }

    /// <summary>Returns when all that was appended is durable.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void End()
    {
        if (!_underWay) return;
        _ended.Wait();
        _underWay = false;
        _failure?.Throw();
    }

    /// <summary>Gives up what was appended and is not durable.</summary>
    public void Abandon() => _segments.Abandon();

    public void Dispose()
    {
        _closed = true;
        _begun.Release();
        _thread.Join();
        _begun.Dispose();
        _ended.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _begun.Wait();
            if (_closed) return;
            _failure = null;
            try
            {
                _segments.Sync();
                Failpoints.Hit(Failpoints.AfterDataSync);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
            _ended.Release();
        }
    }
}
