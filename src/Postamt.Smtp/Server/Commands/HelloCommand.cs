using System.Globalization;
using System.Text;
using Postamt.Net.Sasl;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>HELO, EHLO (RFC 5321 4.1.1.1) and LHLO (RFC 2033 4.1). Each ends a transaction, as RSET does (RFC 5321 4.1.4).</summary>
internal static class HelloCommand
{
    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out string request)
    {
        request = "";
        // RFC 5321 4.1.4: a name that is not true is no reason to refuse here; RFC 6531 3.7.1: ASCII only.
        if (arguments.Length is 0 or > 255 || arguments.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7e) >= 0)
            return ProtocolReplies.BadArguments;
        request = Encoding.ASCII.GetString(arguments);
        return default;
    }

    internal static ValueTask<SmtpReply> PlainAsync(SmtpServerSession session, string request, CancellationToken cancellationToken) =>
        ExecuteAsync(session, request, false, cancellationToken);

    internal static ValueTask<SmtpReply> ExtendedAsync(SmtpServerSession session, string request, CancellationToken cancellationToken) =>
        ExecuteAsync(session, request, true, cancellationToken);

    private static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, string name, bool extended, CancellationToken cancellationToken)
    {
        // RFC 2920 3.1: a hello is the last of a group. Who goes on without the answer guesses, and is not listened to.
        if (session.Wire.Input.HasBufferedInput())
            return session.Finish(SessionEnd.Unsynchronised, ProtocolReplies.Synchronisation);
        await session.EndTransactionAsync();
        (string before, bool wasExtended) = (session.Peer.HeloName, session.Peer.Extended);
        (session.Peer.HeloName, session.Peer.Extended) = (name, extended);
        StepReply reply = await session.Handler.HeloAsync(cancellationToken);
        if (!reply.IsOk)
        {
            (session.Peer.HeloName, session.Peer.Extended) = (before, wasExtended);
            return session.Refused(reply);
        }
        string host = session.Options.HostName;
        return SmtpReply.Plain(ReplyCode.Ok, extended ? $"{host} greets {name}\n{string.Join('\n', Keywords(session))}" : host);
    }

    private static IEnumerable<string> Keywords(SmtpServerSession session)
    {
        SmtpLimits limits = session.Options.Limits;
        yield return EhloKeywords.Pipelining;
        yield return string.Create(CultureInfo.InvariantCulture, $"{EhloKeywords.Size} {limits.MessageSize}");
        yield return EhloKeywords.EightBitMime;
        if (session.Wire.CanUpgradeToTls)
            yield return EhloKeywords.StartTls;
        if (AuthCommand.IsOffered(session) && SaslMechanisms.Announced(session.Sasl(), session.Server.Handler.Authority!) is { Count: > 0 } mechanisms)
            yield return $"{EhloKeywords.Auth} {string.Join(' ', mechanisms)}";
        yield return EhloKeywords.EnhancedStatusCodes;
        yield return EhloKeywords.SmtpUtf8;
        yield return EhloKeywords.Dsn;
        yield return EhloKeywords.Chunking;
        // RFC 9422 3 and 4: names and values without space.
        yield return string.Create(CultureInfo.InvariantCulture, $"{EhloKeywords.Limits} MAILMAX={limits.Mails} RCPTMAX={limits.Recipients}");
        yield return EhloKeywords.Help;
    }
}
