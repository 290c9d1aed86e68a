using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;

namespace Postamt.Queue.Running;

/// <summary>
/// Writes the notices of a plan and settles its failures. A notice that cannot be written now costs no outcome: a failure waits for it, a delay is
/// told another time.
/// </summary>
internal sealed class PlannedNotices(INoticeWriter writer, QueueLimits limits, ILogger logger)
{
    /// <param name="notices">What is written goes here; the caller disposes of the contents.</param>
    public async ValueTask WriteAsync(OutcomePlan plan, LeasedMessage message, List<AcceptRequest> notices, DateTimeOffset at, CancellationToken abort)
    {
        if (plan.Failed.Count > 0 && message is { HasOthers: true, Destination.IsNotice: false }) plan.Wait(at + limits.NoticeGather);
        var failed = plan.Failed.ToImmutableArray();
        if (failed.Length > 0)
        {
            var request = await WriteAsync(new(NoticeKind.Failed, message, [.. failed.Select(each => each.Recipient)], at), abort);
            if (request is null) plan.Wait(at + limits.FirstRetry);
            else plan.Settle(failed, Add(request, notices));
        }
        if (plan.Delayed.Count > 0)
        {
            var request = await WriteAsync(new(NoticeKind.Delayed, message, [.. plan.Delayed], at), abort);
            if (request is null) plan.ForgetDelays();
            else Add(request, notices);
        }
        if (plan.Delivered.Count > 0 && await WriteAsync(new(NoticeKind.Delivered, message, [.. plan.Delivered], at), abort) is { } success) Add(success, notices);
    }

    private async ValueTask<AcceptRequest?> WriteAsync(Notice notice, CancellationToken abort)
    {
        try
        {
            return await writer.WriteAsync(notice, abort);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !abort.IsCancellationRequested)
        {
            Log.NoticeFailed(logger, notice.Message.AcceptId, notice.Kind, fault);
            return null;
        }
    }

    private static Mail.Envelopes.AcceptId Add(AcceptRequest request, List<AcceptRequest> notices)
    {
        notices.Add(request);
        return request.Id;
    }
}
