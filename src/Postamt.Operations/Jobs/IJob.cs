using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>Something that has to be done from time to time. A run that is stopped half way is no fault: the next one goes on.</summary>
public interface IJob
{
    /// <summary>In the log.</summary>
    string Name { get; }

    /// <summary>From the end of one run to the begin of the next, give or take a tenth.</summary>
    TimeSpan Every { get; }

    /// <summary>Done by every node for itself; else by one for all.</summary>
    bool IsEachNodes => false;

    /// <summary>How much was done.</summary>
    ValueTask<StoreResult<long>> RunAsync(CancellationToken stop);
}
