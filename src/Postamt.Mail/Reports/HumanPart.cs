using System.Globalization;
using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Reports;

/// <summary>The part of a notice that people read (RFC 6522 3): what happened, to whom, why, what to do. Words of others are quoted behind "&gt;".</summary>
internal static class HumanPart
{
    /// <summary>Recipients told in words; more of them would hide the reason. All stand in the second part.</summary>
    private const int MaxRecipients = 50;

    private const int MaxDiagnostic = 1_000;
    private const int QuoteWidth = 76;

    public static string Write(DeliveryReport report, ReportTexts texts, string? subject)
    {
        var text = new StringBuilder();
        Line(text, texts.Text("Intro_" + Kind(report)));
        Line(text, "");
        if (!string.IsNullOrWhiteSpace(subject))
            Line(text, texts.Format("Label_Subject", subject));
        Line(text, texts.Format("Label_Received", Date(report.ArrivedAt)));
        foreach (var recipient in report.Recipients.Take(MaxRecipients))
            Recipient(text, recipient, texts);
        if (report.Recipients.Count > MaxRecipients)
        {
            Line(text, "");
            Line(text, texts.Format("Label_More", report.Recipients.Count - MaxRecipients));
        }
        Line(text, "");
        Line(text, "-- ");
        Line(text, texts.Format("Label_Footer", report.ReportingHost.Unicode, report.AcceptId));
        return text.ToString();
    }

    /// <summary>Which notice this is as a whole: the worst of its results.</summary>
    public static string Kind(DeliveryReport report)
    {
        if (report.Recipients.Any(r => r.Action == ReportAction.Failed))
            return "Failed";
        if (report.Recipients.Any(r => r.Action == ReportAction.Delayed))
            return "Delayed";
        return report.Recipients.Any(r => r.Action is ReportAction.Relayed or ReportAction.Expanded) ? "Relayed" : "Delivered";
    }

    private static void Recipient(StringBuilder text, RecipientResult recipient, ReportTexts texts)
    {
        Line(text, "");
        Line(text, $"<{VisibleText.Clean(recipient.Recipient.ToString())}>: {texts.Text("Action_" + recipient.Action)}");
        if (recipient.Action is ReportAction.Failed or ReportAction.Delayed)
        {
            Line(text, "  " + texts.Cause(recipient.Status));
            Line(text, "  " + texts.Advice(recipient.Status, recipient.Action));
        }
        if (recipient.RetryUntil is { } until && recipient.Action == ReportAction.Delayed)
            Line(text, "  " + texts.Format("Label_Until", Date(until)));
        if (recipient.Diagnostic is { Length: > 0 } diagnostic)
            Quote(text, VisibleText.Clean(diagnostic, MaxDiagnostic), recipient, texts);
        if (recipient.Action is ReportAction.Failed or ReportAction.Delayed)
            Line(text, "  " + texts.Format("Label_Code", recipient.Status));
    }

    private static void Quote(StringBuilder text, string diagnostic, RecipientResult recipient, ReportTexts texts)
    {
        if (recipient.RemoteHost is { } host)
            Line(text, "  " + texts.Format("Label_Server", FieldText.Word(host)));
        var line = new StringBuilder("  >");
        foreach (var word in diagnostic.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 3 && line.Length + 1 + word.Length > QuoteWidth)
            {
                Line(text, line.ToString());
                line.Clear().Append("  >");
            }
            line.Append(' ').Append(word);
        }
        Line(text, line.ToString());
    }

    private static string Date(DateTimeOffset date) => date.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");
}
