using Postamt.Sql.Segments;
using Postamt.Store.Results;

namespace Postamt.Sql.Writing;

/// <summary>
/// The thread of a writer: takes what waits as a batch, has it written, and answers each request of it. What the writing throws is given to
/// <paramref name="failed"/>, which settles the batch.
/// </summary>
/// <param name="write">May take requests out of the batch, which it gives back by <see cref="TryReturn"/>.</param>
/// <param name="answered">Runs between two batches, when nobody waits for the last one any more.</param>
internal sealed class WriteLoop(Action<List<WriteRequest>> write, Action<List<WriteRequest>, Exception> failed, Action answered)
{
    private readonly WriteLanes _lanes = new();
    private Thread? _thread;

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "postamt writer" };
        _thread.Start();
    }

    /// <summary>Completes with the request's answer; Unavailable after <see cref="Stop"/>.</summary>
    public ValueTask<StoreResult<T>> AddAsync<T>(WriteRequest<T> request) =>
        _lanes.TryAdd(request) ? new(request.Answered) : new(StoreResult<T>.No(StoreError.Unavailable, "the store is closed"));

    /// <summary>They come first in the next batch. False after <see cref="Stop"/>.</summary>
    public bool TryReturn(IReadOnlyCollection<WriteRequest> requests) => _lanes.TryReturn(requests);

    /// <summary>Nothing more is taken in; returns when what waits is written. False when the thread itself asks: it ends after this batch.</summary>
    public bool Stop()
    {
        _lanes.Close();
        if (Thread.CurrentThread == _thread) return false;
        _thread?.Join();
        return true;
    }

    private void Run()
    {
        var batch = new List<WriteRequest>(WriteLanes.MaxBatch);
        while (_lanes.Take(batch))
        {
            try
            {
                write(batch);
            }
            catch (Exception e)
            {
                failed(batch, e);
            }
            Failpoints.Hit(Failpoints.BeforeAnswer);
            foreach (var request in batch) request.Answer();
            batch.Clear();
            answered();
        }
    }
}
