using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Utils;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Reports;

/// <summary>
/// Writes delivery status notifications: multipart/report (RFC 6522) of words for people, facts for programs (RFC 3464, RFC 6533) and
/// what is returned of the mail. They leave with the null reverse-path and never ask for notices themselves.
/// </summary>
public sealed class DeliveryReportWriter(RandomNumberGenerator random)
{
    /// <summary>Octets of the mail a notice may quote, so that forged senders are not buried under other people's mail.</summary>
    public const int MaxQuotedOctets = 50_000;

    private const int MaxSubject = 100;

    /// <param name="original">The mail from its first header field on; read at most <see cref="MaxQuotedOctets"/> far. Null when it is gone.</param>
    /// <exception cref="ArgumentException">The report has no recipients.</exception>
    public async Task WriteAsync(DeliveryReport report, Stream? original, Stream output, CancellationToken cancellationToken = default)
    {
        if (report.Recipients.Count == 0)
            throw new ArgumentException("a report is about somebody", nameof(report));
        var buffer = ArrayPool<byte>.Shared.Rent(MaxQuotedOctets + 1);
        try
        {
            var length = original is null ? 0 : await original.ReadAtLeastAsync(buffer.AsMemory(0, MaxQuotedOctets + 1), MaxQuotedOctets + 1, throwOnEndOfStream: false, cancellationToken);
            await WriteAsync(report, buffer.AsMemory(0, length), output, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteAsync(DeliveryReport report, ReadOnlyMemory<byte> quoted, Stream output, CancellationToken cancellationToken)
    {
        var boundary = "=_" + RandomText();
        var top = Top(report, quoted.Span, boundary);
        await output.WriteAsync(Encoding.UTF8.GetBytes(top), cancellationToken);
        if (!quoted.IsEmpty)
        {
            var returned = ReturnedPart.Make(quoted.Span, MaxQuotedOctets, report);
            var head = $"\r\n--{boundary}\r\nContent-Type: {returned.Type}\r\nContent-Transfer-Encoding: {returned.Encoding}\r\n\r\n";
            await output.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
            await output.WriteAsync(returned.Body, cancellationToken);
        }
        await output.WriteAsync(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"), cancellationToken);
    }

    private static string Top(DeliveryReport report, ReadOnlySpan<byte> quoted, string boundary)
    {
        var texts = ReportTexts.For(report.Locale);
        var subject = HeaderFields.TryFind(quoted, "Subject"u8, out var field) ? VisibleText.Clean(field.DisplayValue, MaxSubject).Trim() : "";
        var text = new StringBuilder();
        Header(text, report, texts, subject, MessageIds.First(HeaderFields.Value(quoted, "Message-ID"u8)), boundary);
        text.Append($"\r\n--{boundary}\r\n");
        Human(text, report, texts, subject);
        text.Append($"\r\n--{boundary}\r\n");
        var global = report.SmtpUtf8 && !report.Recipients.All(r => Ascii.IsValid(r.Recipient.ToString()) && Ascii.IsValid(r.OriginalRecipient ?? ""));
        text.Append($"Content-Type: message/{(global ? "global-delivery-status" : "delivery-status")}\r\n");
        text.Append($"Content-Transfer-Encoding: {(global ? "8bit" : "7bit")}\r\n\r\n");
        text.Append(StatusPart.Write(report, global));
        return text.ToString();
    }

    private static void Header(StringBuilder text, DeliveryReport report, ReportTexts texts, string subject, string? messageId, string boundary)
    {
        text.Append(FieldText.Make("From", $"Mail Delivery System <{report.Postmaster}>"));
        text.Append(To(report));
        var line = texts.Format("Subject_" + HumanPart.Kind(report), subject.Length == 0 ? texts.Text("Subject_NoSubject") : subject);
        text.Append(FieldText.Make("Subject", Encoded(line)));
        text.Append(FieldText.Make("Date", MailDate.Format(report.ReportedAt)));
        text.Append(FieldText.Make("Message-ID", $"<{report.ReportId}@{report.ReportingHost.Ascii.Trim('[', ']')}>"));
        if (messageId is { Length: <= 250 } && Ascii.IsValid(messageId))
            text.Append(FieldText.Make("References", messageId));
        // RFC 3834 5.1: nobody answers this by machine.
        text.Append(FieldText.Make("Auto-Submitted", "auto-replied"));
        text.Append(FieldText.Make("MIME-Version", "1.0"));
        text.Append(FieldText.Make("Content-Type", $"multipart/report; report-type=delivery-status; boundary=\"{boundary}\""));
    }

    // RFC 3464 2: addressed to the return address. Without SMTPUTF8 a header has no place for an address that is not ASCII.
    private static string To(DeliveryReport report) => report.Sender.NeedsSmtpUtf8 && !report.SmtpUtf8
        ? FieldText.Make("To", "undisclosed-recipients:;")
        : FieldText.MakeUnfolded("To", $"<{report.Sender}>");

    private static void Human(StringBuilder text, DeliveryReport report, ReportTexts texts, string subject)
    {
        var words = HumanPart.Write(report, texts, subject);
        text.Append(FieldText.Make("Content-Type", "text/plain; charset=utf-8"));
        text.Append(FieldText.Make("Content-Language", texts.Language));
        // Long words of others are no reason for a line that cannot be sent.
        var isPlain = Ascii.IsValid(words) && words.Split("\r\n").All(line => line.Length <= 998);
        text.Append($"Content-Transfer-Encoding: {(isPlain ? "7bit" : "quoted-printable")}\r\n\r\n");
        text.Append(isPlain ? words : QuotedPrintable.Encode(Encoding.UTF8.GetBytes(words)));
    }

    // The library's own folding is undone: FieldText folds at the spaces between encoded words.
    private static string Encoded(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var encoded = Rfc2047.EncodeText(FormatOptions.Default, Encoding.UTF8, text);
        return Encoding.ASCII.GetString(encoded).ReplaceLineEndings(" ").Replace('\t', ' ');
    }

    private string RandomText()
    {
        Span<byte> octets = stackalloc byte[18];
        random.GetBytes(octets);
        return Convert.ToHexString(octets);
    }
}
