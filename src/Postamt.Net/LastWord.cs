using System.IO.Pipelines;

namespace Postamt.Net;

/// <summary>
/// The last reply reaches a peer that is still sending. A socket closed with input unread answers with a reset, and the reset takes the
/// replies with it that are on their way. So what still comes is taken in and thrown away for a little while before the end, as nginx's
/// lingering_close does.
/// </summary>
internal static class LastWord
{
    /// <summary>Returns when the peer has ended or was given its time. A peer that is not in full flow keeps nobody waiting.</summary>
    /// <param name="input">Nobody else reads it any more.</param>
    /// <param name="unread">Octets that wait in the kernel.</param>
    public static async Task HearOutAsync(PipeReader input, Func<int> unread, NetLimits limits, TimeProvider time, CancellationToken aborted)
    {
        // The transport reads ahead whatever fits, but not at once: just after the session has taken something, its buffer has room while the kernel is full.
        bool inFlow = unread() > 0;
        long taken = 0;
        if (input.TryRead(out ReadResult read))
            taken = Drop(input, read, limits.LastWordInput);
        if (!inFlow && taken < limits.InputBuffer / 2)
            return;
        using var late = new CancellationTokenSource(limits.LastWordTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, aborted);
        try
        {
            while (!read.IsCompleted && taken < limits.LastWordInput)
            {
                read = await input.ReadAsync(either.Token);
                taken += Drop(input, read, limits.LastWordInput - taken);
            }
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // It had its time.
        }
    }

    private static long Drop(PipeReader input, ReadResult read, long most)
    {
        long length = Math.Min(read.Buffer.Length, most);
        input.AdvanceTo(read.Buffer.GetPosition(length));
        return length;
    }
}
