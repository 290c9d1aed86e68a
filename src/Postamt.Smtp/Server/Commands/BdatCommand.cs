// RFC 3030 2: BDAT size [LAST]. The octets follow at once, so they are taken off the wire whether the command is allowed
// or not; only a size that cannot be believed ends the connection. Dots have no meaning here.
using System.Globalization;
using System.Text;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>One chunk.</summary>
internal static class BdatCommand
{
    internal readonly record struct Request(long Size, bool Last);

    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out Request request)
    {
        request = default;
        int space = arguments.IndexOf((byte)' ');
        ReadOnlySpan<byte> size = space < 0 ? arguments : arguments[..space];
        bool last = space >= 0 && Ascii.EqualsIgnoreCase(arguments[(space + 1)..], "LAST"u8);
        bool digits = size.Length is > 0 and <= 20 && size.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        // How many octets follow is not known: none of them may be read as a command.
        if (!digits || (space >= 0 && !last))
            return session.Finish(SessionEnd.BadChunk, ProtocolReplies.BadChunkSize);
        SmtpLimits limits = session.Options.Limits;
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long octets) || octets > limits.MessageSize + limits.SizeGrace)
            return session.Finish(SessionEnd.TooLarge, ProtocolReplies.TooLarge);
        request = new Request(octets, last);
        return default;
    }

    internal static async ValueTask<SmtpReply> RefuseAsync(SmtpServerSession session, Request request, SmtpReply refusal, CancellationToken cancellationToken)
    {
        SessionEnd end = await ContentInput.SkipAsync(session.Wire, request.Size, cancellationToken);
        return end == SessionEnd.None ? refusal : session.FinishContent(end);
    }

    internal static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, Request request, CancellationToken cancellationToken)
    {
        SmtpTransaction transaction = session.Transaction!;
        if (transaction.Recipients == 0)
            return await WithoutRecipientsAsync(session, request, cancellationToken);
        if (++transaction.Chunks > session.Options.Limits.Chunks)
            return session.Finish(SessionEnd.TooManyCommands, ProtocolReplies.TooManyChunks);
        if (transaction.Content is not { } content)
        {
            StepReply begin = await transaction.Handler.BeginContentAsync(cancellationToken);
            content = transaction.Content = new ContentReceiver(transaction.Handler, session.Options.Limits, session.Fault);
            if (!begin.IsOk)
                content.Fail(session.Refused(begin, transaction.Mail.ReversePath.ToString(), $"{transaction.Recipients} recipients"));
        }
        transaction.State = SessionStates.Chunks;
        SessionEnd end = await ContentInput.ReadChunkAsync(session.Wire, content, transaction.Lines, request.Size, cancellationToken);
        if (end != SessionEnd.None)
            return session.FinishContent(end);
        if (request.Last)
        {
            if (!transaction.Lines.IsWhole)
                content.Fail(ProtocolReplies.BareInChunk);
            return await Completion.RunAsync(session, content, cancellationToken);
        }
        if (content.Refusal.IsNothing)
            return ProtocolReplies.ChunkOk;
        transaction.State = SessionStates.Failed;
        return content.Refusal;
    }

    // RFC 2033 4.3: without recipients BDAT LAST has no reply at all.
    private static async ValueTask<SmtpReply> WithoutRecipientsAsync(SmtpServerSession session, Request request, CancellationToken cancellationToken)
    {
        SessionEnd end = await ContentInput.SkipAsync(session.Wire, request.Size, cancellationToken);
        if (end != SessionEnd.None)
            return session.FinishContent(end);
        if (!request.Last)
            return ProtocolReplies.NeedRecipient;
        await session.EndTransactionAsync();
        return default;
    }
}
