using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

namespace Postamt.Queue.Running;

/// <summary>
/// Writes the notices of a plan and settles its failures. A notice that cannot be written now costs no outcome: a failure waits for it, a delay is
/// told another time.
/// </summary>
internal sealed class PlannedNotices(IQueue queue, INoticeWriter writer, OutcomeRules rules, QueueLimits limits, ILogger logger)
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
            var request = await WriteAsync(new(NoticeKind.Delayed, message, [.. plan.Delayed, .. await AlsoLateAsync(message, at, abort)], at), abort);
            if (request is null) plan.ForgetDelays();
            else Add(request with { TellsDelay = true }, notices);
        }
        if (plan.Delivered.Count > 0 && await WriteAsync(new(NoticeKind.Delivered, message, [.. plan.Delivered], at), abort) is { } success) Add(success, notices);
    }

    /// <summary>The mail's other recipients that are late as well: the sender hears of a mail's delay once, and then of all.</summary>
    private async ValueTask<IEnumerable<NoticeRecipient>> AlsoLateAsync(LeasedMessage message, DateTimeOffset at, CancellationToken abort)
    {
        if (!message.HasOthers) return [];
        var waiting = await queue.WaitingAsync(message, abort);
        if (!waiting.TryGet(out var others)) return [];
        return others.Where(other => rules.IsLate(message, other.Recipient, at))
            .Select(other => new NoticeRecipient(other.Recipient, Failure(other.LastFailure), null, other.Recipient.QueuedAt + limits.Lifetime));
    }

    private static DeliveryFailure Failure(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && EnhancedStatus.TryParse(text.AsSpan(0, space), out var status)
            ? new DeliveryFailure(status, text[(space + 1)..], null, null)
            : new DeliveryFailure(new EnhancedStatus(4, 0, 0), text, null, null);
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
