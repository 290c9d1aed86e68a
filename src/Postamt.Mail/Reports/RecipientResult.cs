using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;

namespace Postamt.Mail.Reports;

/// <summary>What became of one recipient, for a notice to the sender.</summary>
public sealed record RecipientResult(EmailAddress Recipient, ReportAction Action, EnhancedStatus Status)
{
    /// <summary>ORCPT, decoded, as "type;address"; null when the sender gave none (RFC 3464 2.3.1 forbids to invent one).</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>Name of the server that answered; null when no remote server was involved.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>The server's answer with its reply code, in its own words; shown as a quotation. Null when there was none.</summary>
    public string? Diagnostic { get; init; }

    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>Only for <see cref="ReportAction.Delayed"/>: when it is given up.</summary>
    public DateTimeOffset? RetryUntil { get; init; }
}
