using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>
/// RFC 9051 7.5.2 ENVELOPE: what a message says about itself. Texts are unfolded and not decoded (encoded words stay), null when the field is absent.
/// The defaults of Sender and Reply-To are for the reader of this record to fill in.
/// </summary>
public sealed record MessageEnvelope
{
    public static MessageEnvelope Empty { get; } = new();

    public string? Date { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyList<HeaderAddress> From { get; init; } = [];

    public IReadOnlyList<HeaderAddress> Sender { get; init; } = [];

    public IReadOnlyList<HeaderAddress> ReplyTo { get; init; } = [];

    public IReadOnlyList<HeaderAddress> To { get; init; } = [];

    public IReadOnlyList<HeaderAddress> Cc { get; init; } = [];

    public IReadOnlyList<HeaderAddress> Bcc { get; init; } = [];

    public string? InReplyTo { get; init; }

    public string? MessageId { get; init; }
}
