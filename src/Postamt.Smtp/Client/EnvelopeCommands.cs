// MAIL and RCPT as we send them. Addresses are written from their parsed form, so nothing of what they were read from can
// break out of the line (THREATS 35). RFC 5321 4.1.1.2 and 4.1.1.3, RFC 3461 5.2.1, RFC 6531 3.4, RFC 1870 6.
using System.Globalization;
using Postamt.Mail.Envelopes;
using Postamt.Smtp.Grammar;

namespace Postamt.Smtp.Client;

/// <summary>Composes the envelope's commands for what a server offers.</summary>
internal static class EnvelopeCommands
{
    internal static string Mail(OutboundMail mail, ServerOffer offer, bool smtpUtf8)
    {
        MailParameters from = mail.Envelope.Mail;
        string command = $"MAIL FROM:<{from.ReversePath}>";
        if (offer.Size)
            command += string.Create(CultureInfo.InvariantCulture, $" SIZE={mail.Length}");
        if (offer.EightBitMime && mail.EightBit)
            command += " BODY=8BITMIME";
        if (smtpUtf8)
            command += " SMTPUTF8";
        if (!offer.Dsn)
            return command;
        command += from.Return switch { DsnReturn.Full => " RET=FULL", DsnReturn.Headers => " RET=HDRS", _ => "" };
        return from.EnvelopeId is { } id ? $"{command} ENVID={Xtext.Encode(id)}" : command;
    }

    internal static string Rcpt(EnvelopeRecipient recipient, ServerOffer offer, bool smtpUtf8)
    {
        string command = $"RCPT TO:<{recipient.Address}>";
        if (!offer.Dsn)
            return command;
        if (recipient.Notify != DsnNotify.NotGiven)
            command += " NOTIFY=" + Notify(recipient.Notify);
        return recipient.OriginalRecipient is { } original ? $"{command} ORCPT={OriginalRecipient.Encode(original, smtpUtf8)}" : command;
    }

    private static string Notify(DsnNotify notify)
    {
        if (notify.HasFlag(DsnNotify.Never))
            return "NEVER";
        var words = new List<string>(3);
        if (notify.HasFlag(DsnNotify.Success))
            words.Add("SUCCESS");
        if (notify.HasFlag(DsnNotify.Failure))
            words.Add("FAILURE");
        if (notify.HasFlag(DsnNotify.Delay))
            words.Add("DELAY");
        return string.Join(',', words);
    }
}
