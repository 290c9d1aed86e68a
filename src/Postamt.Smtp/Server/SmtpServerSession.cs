// One connection from greeting to end. RFC 5321 3 and 4, RFC 2920 3.2 (pipelining).
// Invariants:
// - A command is parsed only from a whole CRLF line within its limit; a violation ends the session.
// - Replies leave in order and together, but before any wait.
// - Nothing of one mail is seen by the next: each has its own transaction object. An identity belongs to one session.
// - A fault of ours is 451 with the session's id, never 5xx.
using System.Text;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Net;
using Postamt.Net.Sasl;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>The session's fields; the mail's fields are in <see cref="SmtpTransaction"/>.</summary>
internal sealed class SmtpServerSession
{
    private readonly ISmtpSessionHandler _handler;
    private AcceptId? _unanswered;
    private SessionEnd _end;
    private int _errors;
    private int _junk;
    private bool _patient = true;
    private long _started;
    private IDisposable? _signIn;

    internal SmtpServerSession(SmtpServer server, Wire wire)
    {
        (Server, Wire, Options) = (server, wire, server.Options);
        Peer = new SmtpPeer(wire, Options);
        _handler = server.Handler.Begin(Peer);
    }

    internal SmtpServer Server { get; }

    internal Wire Wire { get; }

    internal SmtpServerOptions Options { get; }

    internal SmtpPeer Peer { get; }

    internal ISmtpSessionHandler Handler => _handler;

    internal SmtpTransaction? Transaction { get; set; }

    /// <summary>Mails that reached their end of content.</summary>
    internal int Mails { get; set; }

    internal SessionStates State =>
        Transaction is { } open ? open.State : Peer.HeloName.Length == 0 ? SessionStates.Start : SessionStates.Ready;

    internal SaslContext Sasl() => SaslContext.Of(Wire, Server.Random, Options.PlainWithoutTls);

    internal async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        _started = Wire.Time.GetTimestamp();
        _end = SessionEnd.PeerGone;
        try
        {
            _end = SessionEnd.None;
            await GreetAsync(cancellationToken);
            while (_end == SessionEnd.None)
                await NextAsync(cancellationToken);
            await Wire.Output.FlushAsync(cancellationToken);
        }
        catch (WireException)
        {
            _end = SessionEnd.PeerGone;
            throw;
        }
        finally
        {
            _signIn?.Dispose();
            await EndTransactionAsync();
            await _handler.DisposeAsync();
            Server.Metrics?.SessionEnded(Options.Profile, _end, Wire.Time.GetElapsedTime(_started));
            Log.SessionEnded(Server.Logger, Peer.Id, Options.Profile, _end, Mails);
        }
    }

    /// <summary>For the rest of the session, or until it does not hold any more.</summary>
    internal void SignIn(SmtpIdentity identity)
    {
        Peer.Identity = identity;
        _signIn = Server.Handler.Authority!.Watch(identity, Wire.Revoke);
    }

    /// <summary>The session ends after the current reply.</summary>
    internal void Finish(SessionEnd end) => _end = end;

    internal SmtpReply Finish(SessionEnd end, SmtpReply reply)
    {
        _end = end;
        return reply;
    }

    /// <summary>The last word to a peer whose content could not be read to its end.</summary>
    internal SmtpReply FinishContent(SessionEnd end) => Finish(end, end switch
    {
        SessionEnd.BareLineEnd => ProtocolReplies.BareLineEnd,
        SessionEnd.TooLarge => ProtocolReplies.StillSending,
        SessionEnd.Timeout => ProtocolReplies.Timeout,
        SessionEnd.TooSlow => ProtocolReplies.TooSlow,
        _ => default,
    });

    /// <summary>The last word to a peer of whom no whole line came.</summary>
    internal SmtpReply FinishLine(LineStatus status) => status switch
    {
        LineStatus.TooLong => Finish(SessionEnd.LineTooLong, ProtocolReplies.LineTooLong),
        LineStatus.BareCr or LineStatus.BareLf or LineStatus.Nul => Finish(SessionEnd.BareLineEnd, ProtocolReplies.BareLineEnd),
        LineStatus.Timeout => Finish(SessionEnd.Timeout, ProtocolReplies.Timeout),
        LineStatus.Interrupted when Wire.IsRevoked => Finish(SessionEnd.Revoked, ProtocolReplies.Revoked),
        LineStatus.Interrupted => Finish(SessionEnd.Drained, ProtocolReplies.Draining),
        _ => Finish(SessionEnd.PeerGone, default),
    };

    internal SmtpReply Refused(StepReply reply, string from = "", string to = "") => Refused(reply.ToReply(default), reply.Refusal, from, to);

    /// <summary>What policy says against a step, for good or for now: the one line of the log, the session's id in the reply; 421 ends the session.</summary>
    /// <param name="to">The recipient, or how many there are.</param>
    internal SmtpReply Refused(SmtpReply reply, PolicyDecision? decision, string from, string to)
    {
        Log.Refused(Server.Logger, Peer.Id, Peer.Remote.Address, from, to, (int)reply.Code, reply.Status.ToString(), decision?.Reason.ToString() ?? "Later", reply.Text);
        if (reply.Code == ReplyCode.NotAvailable)
            _end = SessionEnd.Refused;
        return reply.With(Peer.Id);
    }

    internal SmtpReply Accepted(DurableReceipt receipt)
    {
        _unanswered = receipt.AcceptId;
        _junk = 0;
        return ProtocolReplies.Accepted(receipt);
    }

    internal void Fault(Exception fault) => Log.Fault(Server.Logger, Peer.Id, fault);

    internal async ValueTask EndTransactionAsync()
    {
        if (Transaction is not { } open)
            return;
        Transaction = null;
        try
        {
            await open.Handler.DisposeAsync();
        }
        catch (Exception broken)
        {
            Fault(broken);
        }
    }

    internal ValueTask ReplyAsync(in SmtpReply reply, bool flush, CancellationToken cancellationToken)
    {
        if (!reply.IsNothing)
            ReplyFormat.Write(Wire.Output, reply);
        return flush ? Wire.Output.FlushAsync(cancellationToken) : Wire.Output.FlushIfIdleAsync(Wire.Input, cancellationToken);
    }

    private async ValueTask GreetAsync(CancellationToken cancellationToken)
    {
        SmtpReply reply;
        try
        {
            StepReply welcome = await _handler.ConnectAsync(cancellationToken);
            bool early = await TalksEarlyAsync(cancellationToken);
            reply = !welcome.IsOk ? Finish(SessionEnd.Refused, Refused(welcome))
                : early ? Finish(SessionEnd.EarlyTalker, ProtocolReplies.Synchronisation)
                : ProtocolReplies.Greeting(Options.HostName, Options.Profile == SmtpProfile.Lmtp);
        }
        catch (Exception broken) when (IsOurs(broken, cancellationToken))
        {
            Fault(broken);
            reply = Finish(SessionEnd.Fault, SmtpReply.Of(421, 3, 0, "Internal fault, try again later").With(Peer.Id));
        }
        await ReplyAsync(reply, flush: true, cancellationToken);
    }

    // RFC 5321 3.1 and 4.3.1: the client waits for the greeting.
    private async ValueTask<bool> TalksEarlyAsync(CancellationToken cancellationToken)
    {
        if (Options.Limits.GreetingDelay > TimeSpan.Zero && !Wire.Input.HasBufferedInput())
        {
            LineResult line = await Wire.Input.ReadLineAsync(Options.Limits.CommandLine, Options.Limits.GreetingDelay, cancellationToken);
            if (line.Status is not (LineStatus.Timeout or LineStatus.Interrupted or LineStatus.Eof))
                return true;
        }
        return Wire.Input.HasBufferedInput();
    }

    private async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        LineResult line = await ReadAsync(cancellationToken);
        if (!line.IsLine)
        {
            await ReplyAsync(FinishLine(line.Status), flush: false, cancellationToken);
            return;
        }
        if (_unanswered is { } id && _patient)
        {
            _unanswered = null;
            _handler.Answered(id);
        }
        long started = Wire.Time.GetTimestamp();
        (SmtpCommand? command, SmtpReply reply) = await RunAsync(line.Line, cancellationToken);
        reply = Judge(command, reply);
        // A reply that was waited for and came before the next command was sent: only then does the peer have it.
        bool final = _unanswered is not null;
        await ReplyAsync(reply, flush: final || command is null || command.Is(CommandFlags.EndsGroup), cancellationToken);
        _patient = !final || !Wire.Input.HasBufferedInput();
        Server.Metrics?.CommandDone(command?.Verb, (int)reply.Code, Wire.Time.GetElapsedTime(started));
    }

    private async ValueTask<LineResult> ReadAsync(CancellationToken cancellationToken)
    {
        SmtpLimits limits = Options.Limits;
        while (true)
        {
            TimeSpan idle = Idle();
            if (idle <= TimeSpan.Zero && !Wire.Input.HasBufferedInput())
                return new LineResult(LineStatus.Interrupted, default);
            LineResult line = await Wire.Input.ReadLineAsync(limits.AuthCommandLine, idle > TimeSpan.Zero ? idle : limits.DrainPatience, limits.WholeCommand, cancellationToken);
            if (!Wire.Draining.IsCancellationRequested || Transaction is not null)
            {
                // A mail that has begun is brought to its end.
                if (line.Status == LineStatus.Interrupted)
                    continue;
                return line;
            }
            // Between mails the drain wins.
            if (line.Status is LineStatus.Interrupted or LineStatus.Timeout && Idle() > TimeSpan.Zero)
                continue;
            if (line.Status == LineStatus.Timeout)
                return new LineResult(LineStatus.Interrupted, default);
            return line.Status == LineStatus.Line && State == SessionStates.Ready && Idle() <= TimeSpan.Zero ? DrainOr(line) : line;
        }
    }

    /// <summary>How long the next command is waited for; nothing for a session that is to end.</summary>
    private TimeSpan Idle()
    {
        SmtpLimits limits = Options.Limits;
        if (!Wire.Draining.IsCancellationRequested)
            return limits.CommandTimeout;
        if (Transaction is not null)
            return limits.DrainPatience;
        return Mails == 0 && !Wire.IsRevoked ? limits.FreshPatience - Wire.Time.GetElapsedTime(_started) : TimeSpan.Zero;
    }

    // QUIT still gets its own answer; everything else would begin something new.
    private static LineResult DrainOr(LineResult line) =>
        Ascii.EqualsIgnoreCase(line.Line.Span, "QUIT"u8) ? line : new LineResult(LineStatus.Interrupted, default);

    private async ValueTask<(SmtpCommand? Command, SmtpReply Reply)> RunAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        if (ForeignProtocol.Detect(line.Span) != ForeignSpeech.None)
        {
            Finish(SessionEnd.ForeignProtocol);
            return default;
        }
        int space = line.Span.IndexOf((byte)' ');
        ReadOnlyMemory<byte> verb = space < 0 ? line : line[..space];
        SmtpCommand? command = SmtpCommands.Find(Options.Profile, verb.Span);
        if (command is null)
            return (null, ProtocolReplies.UnknownCommand);
        if (line.Length + 2 > Options.Limits.CommandLine && !command.Is(CommandFlags.LongLine))
            return (command, Finish(SessionEnd.LineTooLong, ProtocolReplies.LineTooLong));
        // RFC 5321 4.1.1: trailing space is tolerated.
        ReadOnlyMemory<byte> arguments = space < 0 ? default : line[(space + 1)..].TrimEnd((byte)' ');
        SmtpReply refusal = command.Refusal(this);
        if (refusal.IsNothing && !System.Text.Unicode.Utf8.IsValid(arguments.Span))
            refusal = ProtocolReplies.BadArguments;
        int mails = Mails;
        try
        {
            SmtpReply reply = await command.RunAsync(this, arguments, refusal, cancellationToken);
            // RFC 2920 3.1: DATA is the last of a group. What follows a refused one may be the message: it is not read as commands.
            if (command.Verb == "DATA" && mails == Mails && _end == SessionEnd.None && Wire.Input.HasBufferedInput())
                Finish(SessionEnd.Unsynchronised);
            return (command, reply);
        }
        catch (Exception broken) when (IsOurs(broken, cancellationToken))
        {
            Fault(broken);
            return (command, ProtocolReplies.Fault.With(Peer.Id));
        }
    }

    private static bool IsOurs(Exception broken, CancellationToken cancellationToken) =>
        broken is not WireException && !(broken is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>Counts errors and junk; the one beyond the limit is the last.</summary>
    private SmtpReply Judge(SmtpCommand? command, SmtpReply reply)
    {
        if (_end != SessionEnd.None)
            return reply;
        if (reply.IsPermanent && ++_errors > Options.Limits.Errors)
            return Finish(SessionEnd.TooManyErrors, ProtocolReplies.TooManyErrors);
        if ((command is null || command.Is(CommandFlags.Junk)) && ++_junk > Options.Limits.JunkCommands)
            return Finish(SessionEnd.TooManyCommands, ProtocolReplies.TooManyCommands);
        return reply;
    }
}
