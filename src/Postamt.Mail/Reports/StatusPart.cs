using System.Globalization;
using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Reports;

/// <summary>
/// The part of a notice that programs read: message/delivery-status (RFC 3464 2), or message/global-delivery-status (RFC 6533 4.1)
/// when an address is not ASCII and the return path takes UTF-8. Every value is one line of printable characters before it is folded.
/// </summary>
internal static class StatusPart
{
    private const int MaxText = 700;

    public static string Write(DeliveryReport report, bool global)
    {
        var text = new StringBuilder();
        if (report.EnvelopeId is { Length: > 0 } envelopeId)
            Field(text, "Original-Envelope-Id", Printable(envelopeId, utf8: false));
        Field(text, "Reporting-MTA", "dns; " + report.ReportingHost.Ascii);
        Field(text, "Arrival-Date", MailDate.Format(report.ArrivedAt));
        foreach (var recipient in report.Recipients)
        {
            text.Append("\r\n");
            Recipient(text, recipient, global);
        }
        return text.ToString();
    }

    private static void Recipient(StringBuilder text, RecipientResult recipient, bool global)
    {
        if (recipient.OriginalRecipient is { } original && TypedAddress(original, global) is { } typed)
            Field(text, "Original-Recipient", typed);
        Field(text, "Final-Recipient", Address(recipient.Recipient, global));
        Field(text, "Action", recipient.Action.ToString().ToLowerInvariant());
        Field(text, "Status", recipient.Status.ToString());
        if (recipient.RemoteHost is { } host)
            Field(text, "Remote-MTA", "dns; " + FieldText.Word(host));
        if (recipient.Diagnostic is { Length: > 0 } diagnostic)
            Field(text, "Diagnostic-Code", $"{(StartsWithReplyCode(diagnostic) ? "smtp" : "x-postamt")}; {Printable(diagnostic, global)}");
        if (recipient.LastAttempt is { } last)
            Field(text, "Last-Attempt-Date", MailDate.Format(last));
        // RFC 3464 2.3.9: only for delayed ones.
        if (recipient.RetryUntil is { } until && recipient.Action == ReportAction.Delayed)
            Field(text, "Will-Retry-Until", MailDate.Format(until));
    }

    private static string Address(EmailAddress address, bool global) =>
        Ascii.IsValid(address.ToString()) ? "rfc822; " + address : "utf-8; " + (global ? address.ToString() : Embedded(address.ToString()));

    private static string? TypedAddress(string original, bool global)
    {
        var semicolon = original.IndexOf(';', StringComparison.Ordinal);
        if (semicolon <= 0 || original.AsSpan(0, semicolon).ContainsAnyExcept(AtomCharacters))
            return null;
        var address = Printable(original[(semicolon + 1)..].Trim(), utf8: true);
        // RFC 6533 3: in an ASCII report characters beyond it are written as \x{hex}.
        return $"{original[..semicolon]}; {(global || Ascii.IsValid(address) ? address : Embedded(address))}";
    }

    private static System.Buffers.SearchValues<char> AtomCharacters { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private static string Embedded(string address)
    {
        var text = new StringBuilder();
        foreach (var rune in address.EnumerateRunes())
            if (rune.IsAscii && rune.Value is not ('\\' or '+' or '=' or ' '))
                text.Append((char)rune.Value);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}");
        return text.ToString();
    }

    private static string Printable(string value, bool utf8)
    {
        var clean = VisibleText.Clean(value, MaxText);
        return utf8 || Ascii.IsValid(clean) ? clean : string.Concat(clean.EnumerateRunes().Select(r => r.IsAscii ? ((char)r.Value).ToString() : "?"));
    }

    private static bool StartsWithReplyCode(string text) =>
        text.Length >= 3 && text[0] is >= '2' and <= '5' && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]);

    private static void Field(StringBuilder text, string name, string value) => text.Append(FieldText.Make(name, value));
}
