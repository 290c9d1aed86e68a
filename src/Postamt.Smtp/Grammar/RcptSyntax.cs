// The arguments of RCPT. RFC 5321 4.1.1.3, RFC 3461 4.1 and 4.2 (NOTIFY, ORCPT).
using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Grammar;

/// <summary>Reads the arguments of RCPT into a value.</summary>
internal static class RcptSyntax
{
    /// <param name="hostName">The domain of a bare postmaster.</param>
    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, bool smtpUtf8, string hostName, out EnvelopeRecipient? recipient)
    {
        recipient = null;
        if (!PathSyntax.TryRead(arguments, "TO:"u8, out PathSyntax path))
            return ProtocolReplies.BadRecipient;
        // RFC 6531 3.5: 553 X.6.7 when RCPT needs an ASCII address.
        if (!path.IsAscii && !smtpUtf8)
            return ProtocolReplies.RecipientNeedsUtf8;
        // RFC 5321 4.5.1: postmaster without a domain is accepted in any case.
        EmailAddress? address;
        bool known = Ascii.EqualsIgnoreCase(path.Mailbox, "postmaster"u8)
            ? EmailAddress.TryParse("postmaster@" + hostName, out address)
            : path.TryGetAddress(out address);
        if (!known || address is null)
            return ProtocolReplies.BadRecipient;
        var parameters = new EsmtpParameters(path.Rest);
        DsnNotify? notify = null;
        string? original = null;
        while (parameters.Next())
        {
            if (parameters.Is("NOTIFY"u8))
            {
                // RFC 3461 4.5: each at most once.
                if (notify is not null || Notify(parameters.Value) is not { } asked)
                    return ProtocolReplies.BadArguments;
                notify = asked;
            }
            else if (parameters.Is("ORCPT"u8))
            {
                if (original is not null || OriginalRecipient.Decode(parameters.Value) is not { } decoded)
                    return ProtocolReplies.BadArguments;
                original = decoded;
            }
            else
            {
                return ProtocolReplies.UnknownParameter;
            }
        }
        if (parameters.IsBroken)
            return ProtocolReplies.BadArguments;
        recipient = new EnvelopeRecipient(address) { Notify = notify ?? DsnNotify.NotGiven, OriginalRecipient = original };
        return default;
    }

    private static DsnNotify? Notify(ReadOnlySpan<byte> value)
    {
        if (value.Length is 0 or > 64)
            return null;
        var all = DsnNotify.NotGiven;
        foreach (Range part in value.Split((byte)','))
        {
            ReadOnlySpan<byte> word = value[part];
            DsnNotify one = Ascii.EqualsIgnoreCase(word, "NEVER"u8) ? DsnNotify.Never
                : Ascii.EqualsIgnoreCase(word, "SUCCESS"u8) ? DsnNotify.Success
                : Ascii.EqualsIgnoreCase(word, "FAILURE"u8) ? DsnNotify.Failure
                : Ascii.EqualsIgnoreCase(word, "DELAY"u8) ? DsnNotify.Delay
                : DsnNotify.NotGiven;
            // RFC 3461 4.1: NEVER stands alone.
            if (one == DsnNotify.NotGiven || (all != DsnNotify.NotGiven && (one == DsnNotify.Never || all == DsnNotify.Never)))
                return null;
            all |= one;
        }
        return all;
    }
}
