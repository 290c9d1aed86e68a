using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Mail.Mime;
using Postamt.Net;
using Postamt.Store.Messages;
using Postamt.Store.Spooling;

namespace Postamt.Imap.Commands;

/// <summary>Reads the messages of one APPEND from the wire into the spool.</summary>
internal sealed class AppendReader(Session session)
{
    private readonly Wire _wire = session.Wire;
    private long _total;

    /// <summary>Reads message after message up to the end of the command; gives back why not, null when all are there.</summary>
    public async ValueTask<ImapStatus?> ReadAllAsync(AppendHead head, LiteralMark mark, List<NewMessage> messages, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ForbidAsync(head, mark, messages.Count, cancellationToken) is { } forbidden) return await RefuseAsync(mark, forbidden, cancellationToken);
            await GoOnAsync(mark, cancellationToken);
            var (message, failed) = await OneAsync(head, mark, cancellationToken);
            if (message is not null) messages.Add(message);
            if (session.Ending) return failed;
            var line = await Session.ReadInsideAsync(_wire, session.Limits.Line, session.Limits.LineTimeout, session.Limits.LineTimeout, cancellationToken);
            if (!line.IsLine) return End(ImapStatus.Bad("The command has no end"));
            if (line.Line.IsEmpty) return failed;
            if (!TryNext(line.Line.Span, out head!, out mark, out var hasMark))
            {
                var syntax = ImapStatus.Syntax("what follows the message");
                return hasMark ? await RefuseAsync(mark, syntax, cancellationToken) : syntax;
            }
            if (failed is { } earlier) return await RefuseAsync(mark, earlier, cancellationToken);
        }
    }

    /// <summary>
    /// The answer to a message that is not taken. RFC 7888 4: what is sent unasked is read past, up to the end of the command, so that
    /// no octet of a message is ever taken for a command; past the limit the session ends instead.
    /// </summary>
    public async ValueTask<ImapStatus> RefuseAsync(LiteralMark mark, ImapStatus status, CancellationToken cancellationToken)
    {
        for (var left = session.Limits.AppendOctets; mark.NonSynchronizing;)
        {
            if (mark.Octets > left || !await SkipAsync(mark.Octets, cancellationToken)) return End(status);
            var line = await Session.ReadInsideAsync(_wire, session.Limits.Line, session.Limits.LineTimeout, session.Limits.LineTimeout, cancellationToken);
            if (!line.IsLine) return End(status);
            if (!LiteralMark.TryEnd(line.Line.Span, out var next, out _)) return status;
            left -= mark.Octets;
            mark = next;
        }
        return status;
    }

    private async ValueTask<ImapStatus?> ForbidAsync(AppendHead head, LiteralMark mark, int count, CancellationToken cancellationToken)
    {
        if (FlagNames.Refusal(head.Flags) is { } refused) return refused;
        if (mark.Octets > session.Limits.AppendOctets) return ImapStatus.No("The message is too big", "TOOBIG");
        if (count >= session.Limits.AppendCount) return ImapStatus.No("Too many messages in one command", "LIMIT");
        // RFC 3502 6.3.11: an empty message is no message.
        if (mark.Octets == 0) return ImapStatus.No("Empty, nothing is stored");
        if (!session.Services.Spool.HasRoomFor(mark.Octets)) return ImapStatus.No("No room at the moment", "UNAVAILABLE");
        var quota = await session.Services.Quotas.ReadAsync(session.Account, cancellationToken);
        if (!quota.TryGet(out var use)) return session.Refuse(quota);
        _total += mark.Octets;
        return use.IsOver(_total) ? ImapStatus.No("The quota is used up", "OVERQUOTA") : null;
    }

    private async ValueTask GoOnAsync(LiteralMark mark, CancellationToken cancellationToken)
    {
        if (mark.NonSynchronizing) return;
        _wire.Output.WriteLine("+ Ready"u8);
        await _wire.Output.FlushAsync(cancellationToken);
    }

    private async ValueTask<(NewMessage? Message, ImapStatus? Failed)> OneAsync(AppendHead head, LiteralMark mark, CancellationToken cancellationToken)
    {
        using var indexer = new MessageIndexer();
        await using var spool = session.Services.Spool.Begin();
        var pace = _wire.Limits.NewPace();
        ImapStatus? failed = null;
        for (var left = mark.Octets; left > 0;)
        {
            var content = await _wire.Input.ReadContentAsync(left, pace, cancellationToken);
            if (content.Status != ContentStatus.Data) return (null, End(ImapStatus.Bad("The message has no end")));
            foreach (var piece in content.Data)
            {
                if (piece.Span.Contains((byte)0)) failed ??= HasNul(mark);
                if (failed is not null) continue;
                indexer.Append(piece.Span);
                failed = await SpoolAsync(spool, piece, cancellationToken);
            }
            left -= content.Data.Length;
            _wire.Input.AdvanceContent(content.Data.End, pace);
        }
        return failed is not null ? (null, failed) : (Message(head, indexer.Complete(), await spool.CompleteAsync(cancellationToken)), null);
    }

    // RFC 9051 9: a literal has no NUL. RFC 3516 4.4: a literal8 may have, which no mailbox here can store.
    private static ImapStatus HasNul(LiteralMark mark) =>
        mark.Binary ? ImapStatus.No("Mail with NUL octets cannot be stored", "UNKNOWN-CTE") : ImapStatus.Bad("A literal has no NUL", "CLIENTBUG");

    private async ValueTask<ImapStatus?> SpoolAsync(SpoolWriter spool, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await spool.WriteAsync(piece, cancellationToken);
            return null;
        }
        catch (IOException full)
        {
            Log.SpoolFailed(session.Logger, _wire.Id, full);
            return ImapStatus.No("No room at the moment", "UNAVAILABLE");
        }
    }

    private NewMessage Message(AppendHead head, MessageStructure structure, SpooledContent content) =>
        new(content, structure.ToStored(), structure.MessageId, [.. structure.ReferenceIds], head.Flags, head.Date ?? _wire.Time.GetUtcNow(), default);

    private static bool TryNext(ReadOnlySpan<byte> line, out AppendHead? head, out LiteralMark mark, out bool hasMark)
    {
        head = null;
        hasMark = LiteralMark.TryEnd(line, out mark, out var start);
        if (!hasMark) return false;
        var tokens = new ImapTokenizer(line[..start], 1);
        if (!tokens.Space()) return false;
        head = AppendHead.Parse(ref tokens);
        return head is not null;
    }

    private async ValueTask<bool> SkipAsync(long octets, CancellationToken cancellationToken)
    {
        var pace = _wire.Limits.NewPace();
        for (var left = octets; left > 0;)
        {
            var content = await _wire.Input.ReadContentAsync(left, pace, cancellationToken);
            if (content.Status != ContentStatus.Data) return false;
            left -= content.Data.Length;
            _wire.Input.AdvanceContent(content.Data.End, pace);
        }
        return true;
    }

    private ImapStatus End(ImapStatus status)
    {
        session.Ending = true;
        return status;
    }
}
