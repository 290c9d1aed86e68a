using Postamt.Mail.Outcomes;

namespace Postamt.Smtp.Replies;

/// <summary>"Not now": any 4xx. Free to build, because a sender loses nothing by it.</summary>
public sealed record TransientReply
{
    /// <param name="code">400..499. 421 ends the session after the reply.</param>
    /// <param name="status">Class 4.</param>
    /// <param name="text">Public, short, printable ASCII, nothing about our inside.</param>
    public TransientReply(int code, EnhancedStatus status, string text)
    {
        if (code is < 400 or > 499 || !status.IsTransient)
            throw new ArgumentOutOfRangeException(nameof(code), code, "a transient reply is 4xx with class 4");
        (Code, Status, Text) = (code, status, text);
    }

    public int Code { get; }

    public EnhancedStatus Status { get; }

    public string Text { get; }

    /// <summary>Whatever is broken on our side.</summary>
    public static TransientReply Fault { get; } = new(451, new EnhancedStatus(4, 3, 0), "Internal fault, try again later");

    public static TransientReply StorageFull { get; } = new(452, new EnhancedStatus(4, 3, 1), "Insufficient storage, try again later");

    public static TransientReply MailboxFull { get; } = new(452, new EnhancedStatus(4, 2, 2), "Mailbox full, try again later");

    public static TransientReply MailboxBusy { get; } = new(450, new EnhancedStatus(4, 2, 1), "Mailbox not available now, try again later");

    public static TransientReply TooManyRecipients { get; } = new(452, new EnhancedStatus(4, 5, 3), "Too many recipients");

    /// <summary>Greylisting and rate limits.</summary>
    public static TransientReply TryLater { get; } = new(451, new EnhancedStatus(4, 7, 1), "Try again later");

    /// <summary>A name could not be looked up.</summary>
    public static TransientReply LookupFailed { get; } = new(451, new EnhancedStatus(4, 4, 3), "Name lookup failed, try again later");

    /// <summary>Ends the session.</summary>
    public static TransientReply Closing { get; } = new(421, new EnhancedStatus(4, 3, 2), "Service not available, closing");

    internal SmtpReply ToReply() => new((ReplyCode)Code, Status, Text);
}
