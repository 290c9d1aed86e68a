using System.Text;
using System.Text.Unicode;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Reports;

/// <summary>
/// The third part of a notice: the mail itself or its header (RFC 3464 2 d, RFC 3461 4.3). The mail only when it was asked for, failed,
/// is short and can travel as it is; else the header, cut at whole fields.
/// </summary>
internal readonly record struct ReturnedPart(string Type, string Encoding, byte[] Body)
{
    private const int MaxLine = 998;

    /// <param name="quoted">What was read of the mail, at most one octet more than the limit.</param>
    /// <param name="limit">Octets that may be quoted.</param>
    public static ReturnedPart Make(ReadOnlySpan<byte> quoted, int limit, DeliveryReport report)
    {
        var mayReturnAll = report.Return == DsnReturn.Full && report.Recipients.Any(r => r.Action == ReportAction.Failed);
        return mayReturnAll && quoted.Length <= limit && IsClean(quoted)
            ? Whole(quoted, report.SmtpUtf8)
            : Header(quoted[..Math.Min(quoted.Length, limit)], quoted.Length > limit, report.SmtpUtf8);
    }

    private static ReturnedPart Whole(ReadOnlySpan<byte> mail, bool utf8)
    {
        if (Ascii.IsValid(mail))
            return new("message/rfc822", "7bit", mail.ToArray());
        var header = mail[..HeaderFields.SectionLength(mail)];
        if (Ascii.IsValid(header) || !Utf8.IsValid(header))
            return new("message/rfc822", "8bit", mail.ToArray());
        // RFC 6533 4.5: without SMTPUTF8 on the way back the mail is encoded.
        return utf8
            ? new("message/global", "8bit", mail.ToArray())
            : new("message/global", "base64", System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(mail, Base64FormattingOptions.InsertLineBreaks) + "\r\n"));
    }

    private static ReturnedPart Header(ReadOnlySpan<byte> mail, bool isCut, bool utf8)
    {
        var fields = new List<byte>(2048);
        foreach (var field in HeaderFields.Enumerate(mail))
        {
            // The last field of a cut header may be half of one.
            if (isCut && field.Offset + field.Whole.Length == mail.Length)
                break;
            Append(fields, field.Whole);
        }
        var header = fields.ToArray();
        if (Ascii.IsValid(header))
            return new("text/rfc822-headers", "7bit", header);
        if (Utf8.IsValid(header) && utf8)
            return new("message/global-headers", "8bit", header);
        // RFC 6522 4: header text that is not 7-bit may be quoted-printable.
        var type = Utf8.IsValid(header) ? "message/global-headers" : "text/rfc822-headers";
        return new(type, "quoted-printable", System.Text.Encoding.ASCII.GetBytes(QuotedPrintable.Encode(header)));
    }

    // One field with proper line breaks, no NUL, and no line longer than may be sent.
    private static void Append(List<byte> fields, ReadOnlySpan<byte> field)
    {
        var column = 0;
        foreach (var b in field.TrimEnd("\r\n"u8))
        {
            if (b is 0 or (byte)'\r')
                continue;
            if (b == (byte)'\n')
            {
                fields.AddRange("\r\n"u8);
                column = 0;
                continue;
            }
            if (column == MaxLine)
            {
                fields.AddRange("\r\n "u8);
                column = 1;
            }
            fields.Add(b);
            column++;
        }
        fields.AddRange("\r\n"u8);
    }

    private static bool IsClean(ReadOnlySpan<byte> mail)
    {
        while (!mail.IsEmpty)
        {
            var end = mail.IndexOf((byte)'\n');
            var line = end < 0 ? mail : mail[..end];
            if (end >= 0 && (line.IsEmpty || line[^1] != (byte)'\r'))
                return false;
            if (end >= 0)
                line = line[..^1];
            if (line.Length > MaxLine || line.IndexOfAny((byte)'\r', (byte)0) >= 0)
                return false;
            mail = end < 0 ? default : mail[(end + 1)..];
        }
        return true;
    }
}
