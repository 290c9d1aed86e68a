using Postamt.Operations;
using Postamt.Operations.Jobs;
using Postamt.Server.Verbs;

namespace Postamt.Server.Hosting;

/// <summary>What has to be done from time to time in this post office.</summary>
internal static class OfficeJobs
{
    internal static JobRunner Make(OfficeData data, OperationsMetrics metrics)
    {
        var limits = new JobLimits();
        var (store, queue, time) = (data.Engine.StoreUpkeep, data.Engine.QueueUpkeep, data.Time);
        var contents = data.Engine.ContentUpkeep;
        IJob[] jobs =
        [
            new SealJob(data.Ledger, data.Epoch, limits),
            new SealCopiesJob(data.Ledger, limits),
            new ExpungedMailJob(store, limits, time),
            new UnusedBlobsJob(store, limits, time),
            new TombstonesJob(store, limits),
            new FilingKeysJob(store, limits, time),
            new AttemptsJob(queue, limits, time),
            new LeaseOwnersJob(queue, limits, time),
            new ScrubJob(contents, limits, metrics, time),
            new RewriteJob(contents, limits, time),
            .. data.Engine.SegmentUpkeep is { } segments ? [new CompactionJob(segments, limits, time)] : Array.Empty<IJob>(),
            .. data.Engine.TableUpkeep is { } tables ? [new TableCheckJob(tables, limits, metrics, time)] : Array.Empty<IJob>(),
            new DkimKeysJob(data.Operations, DkimKeyVerbs.Rotation(data), data.Directory.Settings, limits),
            new ReleaseMemoryJob(new ProcessMemory(), limits, time),
        ];
        return new JobRunner(jobs, data.Engine.JobLeases, data.Epoch, limits, time, data.Random, data.Loggers.CreateLogger("Postamt.Operations"));
    }
}
