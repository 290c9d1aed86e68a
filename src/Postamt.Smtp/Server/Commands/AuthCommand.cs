using System.Text;
using Postamt.Net;
using Postamt.Net.Sasl;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 4954 4: one exchange. Nothing of it is logged but the mechanism and how it ended.</summary>
internal static class AuthCommand
{
    internal readonly record struct Request(string Mechanism, byte[]? Initial);

    internal static bool IsOffered(SmtpServerSession session) =>
        session.Options.Authenticates && session.Server.Handler.Authority is not null;

    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out Request request)
    {
        request = default;
        int space = arguments.IndexOf((byte)' ');
        ReadOnlySpan<byte> mechanism = space < 0 ? arguments : arguments[..space];
        ReadOnlySpan<byte> initial = space < 0 ? default : arguments[(space + 1)..];
        // RFC 4422 3.1: letters, digits, hyphen, underscore.
        if (mechanism.IsEmpty || mechanism.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7e) >= 0 || initial.Contains((byte)' '))
            return ProtocolReplies.BadArguments;
        request = new Request(Encoding.ASCII.GetString(mechanism), space < 0 ? null : initial.ToArray());
        return default;
    }

    internal static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, Request request, CancellationToken cancellationToken)
    {
        if (!IsOffered(session))
            return ProtocolReplies.NotImplemented;
        // RFC 4954 4: only one AUTH a session.
        if (session.Peer.Identity is not null)
            return ProtocolReplies.AlreadyAuthenticated;
        var sasl = SaslSession<SmtpIdentity>.Begin(request.Mechanism, session.Server.Handler.Authority!, session.Sasl());
        SaslStep<SmtpIdentity> step = await sasl.StartAsync(request.Initial is null ? (ReadOnlyMemory<byte>?)null : request.Initial, cancellationToken);
        while (step.Kind == SaslStepKind.Challenge)
        {
            await session.ReplyAsync(ProtocolReplies.Challenge(step.Base64), flush: true, cancellationToken);
            SmtpLimits limits = session.Options.Limits;
            LineResult line = await session.Wire.Input.ReadLineAsync(limits.AuthLine, limits.WholeCommand, cancellationToken);
            if (line.Status == LineStatus.TooLong)
                return session.Finish(SessionEnd.LineTooLong, ProtocolReplies.AuthLineTooLong);
            if (!line.IsLine)
                return session.FinishLine(line.Status);
            step = await sasl.StepLineAsync(line.Line, cancellationToken);
        }
        Log.Authenticated(session.Server.Logger, session.Peer.Id, sasl.Mechanism, step.Failure?.ToString() ?? "ok");
        if (step.Identity is not { } identity)
            return ReplyOf(step.Failure);
        if (!session.Wire.TryAuthenticate(identity.Account))
            return session.Finish(SessionEnd.Refused, ProtocolReplies.TooManySessions);
        session.SignIn(identity);
        return ProtocolReplies.Authenticated;
    }

    // RFC 4954 6 and RFC 5248 2.
    private static SmtpReply ReplyOf(SaslFailure? failure) => failure switch
    {
        SaslFailure.BadCredentials or SaslFailure.NotAuthorized or SaslFailure.ChannelBinding => ProtocolReplies.BadCredentials,
        SaslFailure.Malformed => ProtocolReplies.AuthMalformed,
        SaslFailure.Aborted => ProtocolReplies.AuthCancelled,
        SaslFailure.UnknownMechanism => ProtocolReplies.UnknownMechanism,
        SaslFailure.EncryptionRequired => ProtocolReplies.EncryptionRequired,
        _ => ProtocolReplies.AuthUnavailable,
    };
}
