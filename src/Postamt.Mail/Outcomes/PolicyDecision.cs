namespace Postamt.Mail.Outcomes;

/// <summary>
/// The licence to refuse for good. Only the rooms that decide (Intake, Screening) can make one, from a fact they have
/// found, never from a fault of ours; the code that writes a 5xx for a mail or recipient cannot be called without it.
/// </summary>
public sealed class PolicyDecision
{
    internal PolicyDecision(PolicyReason reason, int replyCode, EnhancedStatus status, string text)
    {
        if (replyCode is < 500 or > 599 || status.Class != 5)
            throw new ArgumentOutOfRangeException(nameof(replyCode), replyCode, "a policy decision is permanent");
        Reason = reason;
        ReplyCode = replyCode;
        Status = status;
        Text = text;
    }

    public PolicyReason Reason { get; }

    /// <summary>SMTP reply code, 500..599.</summary>
    public int ReplyCode { get; }

    public EnhancedStatus Status { get; }

    /// <summary>Public text: short, without anything about our inside.</summary>
    public string Text { get; }

    public override string ToString() => $"{ReplyCode} {Status} {Text}";
}

/// <summary>Why a mail or recipient is refused for good; names are stable and stand in logs, metrics and the ledger.</summary>
public enum PolicyReason
{
    UnknownRecipient,
    RecipientDisabled,
    OverQuota,
    RelayDenied,
    SenderNotOwned,
    SenderRefused,
    AuthenticationRequired,
    TooManyRecipients,
    MessageTooLarge,
    Loop,
    MalformedMessage,
    HeaderTooLarge,
    Utf8Required,
    Content,
    Reputation,
    Virus,
}
