// One command from the wire: a line, its literals, the lines after them (RFC 9051 2.2.1, 4.3; RFC 7888).
// Invariants:
// - Every size is checked before the octets are asked for or kept; all literals of a command together have a limit.
// - A synchronizing literal that is refused is never sent for; a non-synchronizing one that is too long ends the session,
//   since its octets must not be taken for commands.
using System.Buffers;
using Postamt.Imap.Commands;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Net;

namespace Postamt.Imap.Sessions;

internal sealed class CommandReader(Wire wire, ImapLimits limits)
{
    private static readonly byte[] GoOn = "+ Ready\r\n"u8.ToArray();
    private ArrayBufferWriter<byte>? _kept;

    /// <param name="inside">Somebody is signed in: the larger limits hold and APPEND streams.</param>
    public async ValueTask<CommandInput> ReadAsync(bool inside, CancellationToken cancellationToken)
    {
        _kept = null;
        var lineLimit = inside ? limits.Line : limits.LineBeforeLogin;
        var literalLeft = inside ? limits.Literals : limits.LiteralsBeforeLogin;
        for (var literals = 0; ; literals++)
        {
            var read = literals == 0
                ? await wire.Input.ReadLineAsync(lineLimit, inside ? limits.Autologout : limits.LoginTimeout, limits.LineTimeout, cancellationToken)
                : await Session.ReadInsideAsync(wire, lineLimit, limits.LineTimeout, limits.LineTimeout, cancellationToken);
            if (!read.IsLine) return Without(read.Status);
            var hasMark = LiteralMark.TryEnd(read.Line.Span, out var mark, out var start);
            if (_kept is null && !hasMark) return new CommandInput(InputKind.Command, read.Line, default, default);
            _kept ??= new ArrayBufferWriter<byte>(read.Line.Length + 64);
            lineLimit -= Math.Min(read.Line.Length, lineLimit - 2);
            var before = _kept.WrittenCount;
            _kept.Write(read.Line.Span);
            if (!hasMark) return new CommandInput(InputKind.Command, _kept.WrittenMemory, default, default);
            if (inside && AppendHead.IsComplete(_kept.WrittenSpan[..(before + start)]))
                return new CommandInput(InputKind.Append, _kept.WrittenMemory[..(before + start)], mark, default);
            if (mark.Binary || mark.Octets > literalLeft || literals >= limits.LiteralCount)
                return Refuse(mark);
            literalLeft -= (int)mark.Octets;
            _kept.Write("\r\n"u8);
            if (!await CollectAsync(mark, cancellationToken)) return CommandInput.Of(InputKind.Eof);
        }
    }

    private static CommandInput Without(LineStatus status) => status switch
    {
        LineStatus.Eof => CommandInput.Of(InputKind.Eof),
        LineStatus.Timeout => CommandInput.Of(InputKind.Timeout),
        LineStatus.Interrupted => CommandInput.Of(InputKind.Interrupted),
        LineStatus.TooLong => CommandInput.Broken("The command is too long", "TOOBIG"),
        _ => CommandInput.Broken("Lines end with CRLF and hold no NUL"),
    };

    private CommandInput Refuse(LiteralMark mark)
    {
        var status = mark.Binary ? ImapStatus.Bad("No binary literal here") : ImapStatus.Bad("The literal is too long", "TOOBIG");
        return mark.NonSynchronizing
            ? new CommandInput(InputKind.Broken, _kept!.WrittenMemory, default, status)
            : new CommandInput(InputKind.Refused, _kept!.WrittenMemory, default, status);
    }

    private async ValueTask<bool> CollectAsync(LiteralMark mark, CancellationToken cancellationToken)
    {
        if (!mark.NonSynchronizing)
        {
            wire.Output.Write(GoOn);
            await wire.Output.FlushAsync(cancellationToken);
        }
        var pace = wire.Limits.NewPace();
        for (var left = mark.Octets; left > 0;)
        {
            var content = await wire.Input.ReadContentAsync(left, pace, cancellationToken);
            if (content.Status != ContentStatus.Data) return false;
            foreach (var piece in content.Data) _kept!.Write(piece.Span);
            left -= content.Data.Length;
            wire.Input.AdvanceContent(content.Data.End, pace);
        }
        return true;
    }
}
