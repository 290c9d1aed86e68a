namespace Postamt.Mail.Reports;

/// <summary>RFC 3464 2.3.3.</summary>
public enum ReportAction
{
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}
