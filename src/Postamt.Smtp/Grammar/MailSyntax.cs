// The arguments of MAIL. RFC 5321 4.1.1.2, RFC 1870 6 (SIZE), RFC 6152 3 (BODY), RFC 6531 3.4 (SMTPUTF8), RFC 3461 4.3
// and 4.4 (RET, ENVID), RFC 4954 5 (AUTH).
using System.Globalization;
using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Grammar;

/// <summary>Reads the arguments of MAIL into a value.</summary>
internal static class MailSyntax
{
    // RFC 3461 4.4: an ENVID has at most 100 characters.
    private const int MaxEnvelopeId = 100;

    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, out MailParameters mail)
    {
        mail = new MailParameters();
        if (!PathSyntax.TryRead(arguments, "FROM:"u8, out PathSyntax path))
            return ProtocolReplies.BadSender;
        EmailAddress? sender = null;
        if (!path.Mailbox.IsEmpty && !path.TryGetAddress(out sender))
            return ProtocolReplies.BadSender;
        var parameters = new EsmtpParameters(path.Rest);
        var seen = Seen.None;
        while (parameters.Next())
        {
            SmtpReply wrong = Take(ref parameters, ref seen, ref mail);
            if (!wrong.IsNothing)
                return wrong;
        }
        if (parameters.IsBroken)
            return ProtocolReplies.BadArguments;
        // RFC 6531 3.5: 550 X.6.7 when MAIL needs an ASCII address.
        if (!path.IsAscii && !mail.SmtpUtf8)
            return ProtocolReplies.SenderNeedsUtf8;
        mail = mail with { ReversePath = new ReversePath(sender) };
        return default;
    }

    private static SmtpReply Take(ref EsmtpParameters parameter, ref Seen seen, ref MailParameters mail)
    {
        Seen which = parameter.Is("SIZE"u8) ? Seen.Size
            : parameter.Is("BODY"u8) ? Seen.Body
            : parameter.Is("SMTPUTF8"u8) ? Seen.SmtpUtf8
            : parameter.Is("RET"u8) ? Seen.Return
            : parameter.Is("ENVID"u8) ? Seen.EnvelopeId
            : parameter.Is("AUTH"u8) ? Seen.Auth
            : Seen.None;
        if (which == Seen.None)
            return ProtocolReplies.UnknownParameter;
        // RFC 1870 6, RFC 3461 4.5: each at most once.
        if ((seen & which) != 0)
            return ProtocolReplies.BadArguments;
        seen |= which;
        MailParameters? taken = which switch
        {
            Seen.Size => Size(parameter.Value) is { } size ? mail with { DeclaredSize = size } : null,
            Seen.Body => Body(parameter.Value) is { } body ? mail with { Body = body } : null,
            Seen.SmtpUtf8 => parameter.HasValue ? null : mail with { SmtpUtf8 = true },
            Seen.Return => Return(parameter.Value) is { } give ? mail with { Return = give } : null,
            Seen.EnvelopeId => EnvelopeId(parameter.Value) is { } id ? mail with { EnvelopeId = id } : null,
            // RFC 4954 5: AUTH= is understood, and taken as <> because the peer is not trusted to name others.
            _ => IsAuth(parameter.Value) ? mail : null,
        };
        if (taken is null)
            return ProtocolReplies.BadArguments;
        mail = taken;
        return default;
    }

    private static long? Size(ReadOnlySpan<byte> value)
    {
        // RFC 1870 3: size-value = 1*20DIGIT. What no 63 bits hold is larger than any limit.
        if (value.Length is 0 or > 20 || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return null;
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : long.MaxValue;
    }

    private static BodyType? Body(ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(value, "7BIT"u8) ? BodyType.SevenBit
        : Ascii.EqualsIgnoreCase(value, "8BITMIME"u8) ? BodyType.EightBitMime
        : null;

    private static DsnReturn? Return(ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(value, "FULL"u8) ? DsnReturn.Full
        : Ascii.EqualsIgnoreCase(value, "HDRS"u8) ? DsnReturn.Headers
        : null;

    private static string? EnvelopeId(ReadOnlySpan<byte> value) =>
        value.Length is > 0 and <= MaxEnvelopeId ? Xtext.Decode(value) : null;

    private static bool IsAuth(ReadOnlySpan<byte> value) =>
        Xtext.Decode(value) is { Length: > 0 } name && (name == "<>" || EmailAddress.TryParse(name, out _));

    [Flags]
    private enum Seen
    {
        None = 0,
        Size = 1,
        Body = 2,
        SmtpUtf8 = 4,
        Return = 8,
        EnvelopeId = 16,
        Auth = 32,
    }
}
