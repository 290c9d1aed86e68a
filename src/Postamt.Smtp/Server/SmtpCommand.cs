using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>Reads a command's arguments; a reply says what is wrong with them.</summary>
internal delegate SmtpReply CommandParser<TRequest>(ReadOnlySpan<byte> arguments, SmtpServerSession session, out TRequest request);

/// <summary>Does what was asked; the reply is the last (mostly only) one.</summary>
internal delegate ValueTask<SmtpReply> CommandExecutor<TRequest>(SmtpServerSession session, TRequest request, CancellationToken cancellationToken);

/// <summary>One row of the command table.</summary>
internal sealed class SmtpCommand
{
    private readonly Func<SmtpServerSession, ReadOnlyMemory<byte>, SmtpReply, CancellationToken, ValueTask<SmtpReply>> _run;

    private SmtpCommand(string verb, SessionStates allowed, CommandFlags flags, Func<SmtpServerSession, ReadOnlyMemory<byte>, SmtpReply, CancellationToken, ValueTask<SmtpReply>> run) =>
        (Verb, Allowed, Flags, _run) = (verb, allowed, flags, run);

    internal string Verb { get; }

    internal SessionStates Allowed { get; }

    internal CommandFlags Flags { get; }

    internal bool Is(CommandFlags flag) => (Flags & flag) != 0;

    internal static SmtpCommand Of<TRequest>(string verb, SessionStates allowed, CommandFlags flags, CommandParser<TRequest> parse, CommandExecutor<TRequest> execute) =>
        new(verb, allowed, flags, (session, arguments, refusal, cancellationToken) =>
        {
            if (!refusal.IsNothing)
                return new(refusal);
            SmtpReply wrong = parse(arguments.Span, session, out TRequest request);
            return wrong.IsNothing ? execute(session, request, cancellationToken) : new(wrong);
        });

    /// <summary>A command whose octets must be taken off the wire even when it is refused.</summary>
    internal static SmtpCommand Carrying<TRequest>(
        string verb, SessionStates allowed, CommandFlags flags, CommandParser<TRequest> parse, CommandExecutor<TRequest> execute, Func<SmtpServerSession, TRequest, SmtpReply, CancellationToken, ValueTask<SmtpReply>> refuse) =>
        new(verb, allowed, flags | CommandFlags.CarriesOctets, (session, arguments, refusal, cancellationToken) =>
        {
            SmtpReply wrong = parse(arguments.Span, session, out TRequest request);
            return !wrong.IsNothing ? new(wrong)
                : refusal.IsNothing ? execute(session, request, cancellationToken)
                : refuse(session, request, refusal, cancellationToken);
        });

    /// <param name="refusal">The table's own refusal; nothing when the command is allowed now.</param>
    internal ValueTask<SmtpReply> RunAsync(SmtpServerSession session, ReadOnlyMemory<byte> arguments, SmtpReply refusal, CancellationToken cancellationToken) =>
        _run(session, arguments, refusal, cancellationToken);

    /// <summary>TLS, authentication, state, in this order.</summary>
    internal SmtpReply Refusal(SmtpServerSession session)
    {
        if (session.Options.RequireTls && session.Peer.Tls is null && !Is(CommandFlags.BeforeTls))
            return ProtocolReplies.NeedTls;
        if (session.Options.Authenticates && session.Peer.Identity is null && Is(CommandFlags.NeedsAuth))
            return ProtocolReplies.NeedAuth;
        SessionStates state = session.State;
        if ((Allowed & state) != 0)
            return default;
        return state == SessionStates.Start ? ProtocolReplies.NeedHelo
            : state == SessionStates.Sender ? ProtocolReplies.NeedRecipient
            : ProtocolReplies.BadSequence;
    }
}
