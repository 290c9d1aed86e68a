using Postamt.Imap.Responses;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;

namespace Postamt.Imap.Fetching;

/// <summary>ENVELOPE, RFC 9051 7.5.2.</summary>
internal static class EnvelopeWriter
{
    public static void Write(ResponseWriter output, MessageEnvelope envelope)
    {
        output.Raw("("u8);
        output.NString(envelope.Date);
        output.Raw(" "u8);
        output.NString(envelope.Subject);
        List(output, envelope.From);
        // RFC 9051 7.5.2: Sender and Reply-To that are absent or empty are set to From by the server.
        List(output, envelope.Sender.Count > 0 ? envelope.Sender : envelope.From);
        List(output, envelope.ReplyTo.Count > 0 ? envelope.ReplyTo : envelope.From);
        List(output, envelope.To);
        List(output, envelope.Cc);
        List(output, envelope.Bcc);
        output.Raw(" "u8);
        output.NString(envelope.InReplyTo);
        output.Raw(" "u8);
        output.NString(envelope.MessageId);
        output.Raw(")"u8);
    }

    private static void List(ResponseWriter output, IReadOnlyList<HeaderAddress> addresses)
    {
        if (addresses.Count == 0)
        {
            output.Raw(" NIL"u8);
            return;
        }
        output.Raw(" ("u8);
        foreach (var address in addresses)
        {
            output.Raw("("u8);
            output.NString(address.Name);
            output.Raw(" "u8);
            output.NString(address.Route);
            output.Raw(" "u8);
            output.NString(Unquoted(address.Local));
            output.Raw(" "u8);
            output.NString(address.Host);
            output.Raw(")"u8);
        }
        output.Raw(")"u8);
    }

    // RFC 9051 9 addr-mailbox: the local part after removing quoting.
    private static string? Unquoted(string? local)
    {
        if (local is not ['"', .. var inner, '"']) return local;
        if (!inner.Contains('\\', StringComparison.Ordinal)) return inner;
        var plain = new System.Text.StringBuilder(inner.Length);
        for (var at = 0; at < inner.Length; at++)
        {
            if (inner[at] == '\\' && at + 1 < inner.Length) at++;
            plain.Append(inner[at]);
        }
        return plain.ToString();
    }
}
