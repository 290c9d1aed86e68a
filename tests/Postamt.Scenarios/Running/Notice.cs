using System.Text;
using MimeKit;

namespace Postamt.Scenarios.Running;

/// <summary>A delivery status report, as another program's parser reads it.</summary>
/// <param name="Subject">Of the report.</param>
/// <param name="Words">The part for people.</param>
/// <param name="EnvelopeId">Original-Envelope-Id; null for none.</param>
/// <param name="Returned">The media type of what is returned of the mail.</param>
internal sealed record Notice(string Subject, string Words, string? EnvelopeId, IReadOnlyList<NoticeRecipient> Recipients, string Returned)
{
    public static bool IsOne(string mail) => mail.Contains("report-type=delivery-status", StringComparison.Ordinal);

    public static Notice Read(string mail)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(mail));
        var message = MimeMessage.Load(stream);
        Assert.Equal("<>", message.Headers["Return-Path"]);
        Assert.Equal("auto-replied", message.Headers["Auto-Submitted"]);
        var report = Assert.IsType<MultipartReport>(message.Body);
        var groups = Assert.IsType<MessageDeliveryStatus>(report[1]).StatusGroups;
        return new Notice(
            message.Subject ?? "",
            ((TextPart)report[0]).Text,
            groups[0]["Original-Envelope-Id"],
            [.. groups.Skip(1).Select(group => new NoticeRecipient(
                group["Final-Recipient"]!.Split(';')[1].Trim(), group["Original-Recipient"], group["Action"]!, group["Status"]!, group["Remote-MTA"], group["Diagnostic-Code"], group["Will-Retry-Until"]))],
            report[2].ContentType.MimeType);
    }
}

internal sealed record NoticeRecipient(string Address, string? Original, string Action, string Status, string? Host, string? Diagnostic, string? RetryUntil);
