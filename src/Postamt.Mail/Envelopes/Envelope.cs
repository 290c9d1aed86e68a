using System.Collections.Immutable;
using Postamt.Mail.Addresses;

namespace Postamt.Mail.Envelopes;

/// <summary>What MAIL said of a mail (RFC 5321 3.3, RFC 3461 4.3 and 4.4, RFC 6152, RFC 6531).</summary>
public sealed record MailParameters
{
    public ReversePath ReversePath { get; init; }

    public BodyType Body { get; init; } = BodyType.SevenBit;

    /// <summary>RFC 6531: the SMTPUTF8 parameter was given.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>RFC 1870: the declared size in octets; null when not given.</summary>
    public long? DeclaredSize { get; init; }

    public DsnReturn Return { get; init; }

    /// <summary>RFC 3461 4.4: the decoded ENVID, at most 100 characters; null when not given.</summary>
    public string? EnvelopeId { get; init; }
}

public enum BodyType
{
    SevenBit,
    EightBitMime,
    BinaryMime,
}

/// <summary>RFC 3461 4.3: how much of the mail a failure notice returns.</summary>
public enum DsnReturn
{
    NotGiven,
    Full,
    Headers,
}

/// <summary>RFC 3461 4.1. <see cref="Never"/> excludes the others; <see cref="NotGiven"/> means failure (and delay, by our choice).</summary>
[Flags]
public enum DsnNotify
{
    NotGiven = 0,
    Never = 1,
    Success = 2,
    Failure = 4,
    Delay = 8,
}

/// <summary>One RCPT with its DSN parameters (RFC 3461 4.1, 4.2).</summary>
public sealed record EnvelopeRecipient(EmailAddress Address)
{
    public DsnNotify Notify { get; init; }

    /// <summary>ORCPT, decoded, as "type;address" with the type in front (usually that of Internet addresses, or utf-8); null when not given.</summary>
    public string? OriginalRecipient { get; init; }
}

public sealed record Envelope(MailParameters Mail, ImmutableArray<EnvelopeRecipient> Recipients);
