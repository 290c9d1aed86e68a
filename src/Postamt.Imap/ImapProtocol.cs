// The session loop (RFC 9051 2.2, 3, 5.5): greeting, then command after command until one of the two has enough.
// Invariants:
// - The next command is read when the one before has been answered; answers to pipelined commands leave together.
// - Nothing is written to the client while a transaction or lock is held: the store has returned before a writer is used.
// - A fault of ours is NO [SERVERBUG] with the session's id, never a silent end.
using Postamt.Imap.Commands;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Net;

namespace Postamt.Imap;

/// <summary>IMAP on listeners; one object for all connections.</summary>
public sealed class ImapProtocol(ImapServices services) : IProtocol
{
    public ReadOnlyMemory<byte> Refusal(RefusalReason reason) => reason switch
    {
        RefusalReason.AddressFull => "* BYE [LIMIT] Too many connections from your address\r\n"u8.ToArray(),
        _ => "* BYE [UNAVAILABLE] Try again later\r\n"u8.ToArray(),
    };

    public async ValueTask RunAsync(Wire wire, CancellationToken cancellationToken)
    {
        using var session = new Session(wire, services);
        session.Out.Status("*", ImapStatus.Ok("Postamt ready", "CAPABILITY " + Capabilities.Of(session)));
        await LoopAsync(session, cancellationToken);
        await wire.Output.FlushAsync(cancellationToken);
    }

    private static async ValueTask LoopAsync(Session session, CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        var reader = new CommandReader(wire, session.Limits);
        for (int bad = 0, outside = 0; !session.Ending;)
        {
            await wire.Output.FlushIfIdleAsync(wire.Input, cancellationToken);
            // The notice of a drain may have been spent inside a command.
            var input = wire.Draining.IsCancellationRequested ? CommandInput.Of(InputKind.Interrupted) : await reader.ReadAsync(session.Identity is not null, cancellationToken);
            if (!await TakeAsync(session, input, cancellationToken)) bad++;
            if (session.Identity is null) outside++;
            if ((bad < session.Limits.BadCommands && outside < session.Limits.CommandsBeforeLogin) || session.Ending) continue;
            Log.TooManyBad(session.Logger, wire.Id, Math.Max(bad, outside));
            End(session, bad < session.Limits.BadCommands ? ImapStatus.No("Too many commands before login", "LIMIT") : ImapStatus.No("Too many bad commands", "CLIENTBUG"));
        }
    }

    /// <summary>False when the answer was BAD.</summary>
    private static async ValueTask<bool> TakeAsync(Session session, CommandInput input, CancellationToken cancellationToken)
    {
        switch (input.Kind)
        {
            case InputKind.Command or InputKind.Append:
                return await RunAsync(session, input, cancellationToken);
            case InputKind.Refused:
                session.Out.Status(TagOf(input.Octets.Span), input.Status);
                return false;
            case InputKind.Broken:
                End(session, input.Status);
                return false;
            case InputKind.Interrupted when !session.Wire.Draining.IsCancellationRequested:
                return true;
            case InputKind.Interrupted:
                End(session, session.Leaving);
                return true;
            case InputKind.Timeout:
                // RFC 9051 5.4: the autologout timer.
                End(session, ImapStatus.No("Idle for too long"));
                return true;
            default:
                session.Ending = true;
                return true;
        }
    }

    private static async ValueTask<bool> RunAsync(Session session, CommandInput input, CancellationToken cancellationToken)
    {
        var started = session.Wire.Time.GetTimestamp();
        var (tag, row, command, refused) = Read(session, input);
        if (command is null || row is null)
        {
            var foreign = session.Identity is null && ForeignProtocol.Detect(input.Octets.Span) != ForeignSpeech.None;
            // What follows an APPEND that cannot be read is its message, not the next command.
            if (input.Kind == InputKind.Append) refused = await new AppendReader(session).RefuseAsync(input.Mark, refused, cancellationToken);
            session.Out.Status(tag, refused);
            session.Ending |= foreign;
            return false;
        }
        session.Tag = tag;
        var status = await ExecuteAsync(session, row, command, cancellationToken);
        if (status.Kind != StatusKind.Bye) session.Out.Status(tag, status);
        session.Services.Metrics?.Command(row.Verb, status.Kind.ToString(), session.Wire.Time.GetElapsedTime(started));
        return status.Kind != StatusKind.Bad;
    }

    private static async ValueTask<ImapStatus> ExecuteAsync(Session session, CommandRow row, ImapCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var status = await command.ExecuteAsync(session, cancellationToken);
            if ((row.Flags & CommandFlags.NoNews) == 0 && !session.Ending)
            {
                var error = await MailboxNews.ReportAsync(session, (row.Flags & CommandFlags.KeepsNumbers) == 0, (row.Flags & CommandFlags.AsksForNews) != 0, cancellationToken);
                // RFC 9051 6.1.2: NOOP always succeeds; 7.1.2: an untagged NO is a warning.
                if (error is { } no && (row.Flags & CommandFlags.AsksForNews) != 0) session.Out.Status("*", no.ToStatus());
            }
            return status;
        }
        catch (Exception fault) when (fault is not (WireException or OperationCanceledException))
        {
            Log.CommandFault(session.Logger, session.Wire.Id, row.Verb, fault);
            return ImapStatus.No($"Internal fault {session.Wire.Id}", "SERVERBUG");
        }
    }

    private static (string Tag, CommandRow? Row, ImapCommand? Command, ImapStatus Refused) Read(Session session, CommandInput input)
    {
        var tokens = new ImapTokenizer(input.Octets.Span, session.Limits.Depth);
        if (!TryTag(ref tokens, out var tag)) return ("*", null, null, ImapStatus.Syntax("the tag"));
        if (!tokens.Space() || !tokens.TryAtomText(out var verb)) return (tag, null, null, ImapStatus.Syntax("the command"));
        if (verb.Equals("UID", StringComparison.OrdinalIgnoreCase) && tokens.Space() && tokens.TryAtomText(out var second)) verb = "UID " + second;
        if (CommandTable.Find(verb) is not { } row) return (tag, null, null, ImapStatus.Bad("Unknown command"));
        if ((row.States & session.State) == 0) return (tag, null, null, ImapStatus.Bad("Not in this state"));
        var command = input.Kind == InputKind.Append ? AppendCommand.Parse(ref tokens, session, input.Mark) : row.Parse(ref tokens, session);
        return command is null || !tokens.AtEnd ? (tag, row, null, ImapStatus.Syntax("the arguments of " + row.Verb)) : (tag, row, command, default);
    }

    private static bool TryTag(ref ImapTokenizer tokens, out string tag)
    {
        tag = "*";
        if (!tokens.TryTag(out var octets) || octets.Length > 128) return false;
        tag = System.Text.Encoding.ASCII.GetString(octets);
        return true;
    }

    private static string TagOf(ReadOnlySpan<byte> octets)
    {
        var tokens = new ImapTokenizer(octets, 0);
        return TryTag(ref tokens, out var tag) ? tag : "*";
    }

    private static void End(Session session, ImapStatus why)
    {
        session.Out.Status("*", why with { Kind = StatusKind.Bye });
        session.Ending = true;
    }
}
