using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;

namespace Postamt.Mail.Reports;

/// <summary>The facts of one notice about one mail (RFC 3464). It goes to the sender with the null reverse-path.</summary>
public sealed record DeliveryReport
{
    /// <summary>The reverse-path of the mail. A mail with the null path gets no notice (RFC 5321 4.5.5), so there is no value for it.</summary>
    public required EmailAddress Sender { get; init; }

    /// <summary>Host name of this mail system.</summary>
    public required DomainName ReportingHost { get; init; }

    /// <summary>Who runs it; a reply to the notice goes there (RFC 3464 2).</summary>
    public required EmailAddress Postmaster { get; init; }

    /// <summary>Id of the mail this is about.</summary>
    public required AcceptId AcceptId { get; init; }

    /// <summary>Id of the notice itself; its Message-ID is made of it.</summary>
    public required AcceptId ReportId { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>RFC 3461 4.4 ENVID, decoded.</summary>
    public string? EnvelopeId { get; init; }

    public DsnReturn Return { get; init; }

    /// <summary>The mail came with SMTPUTF8, so its return path takes UTF-8 (RFC 6533 4.5).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>Language of the human part, such as "de" or "zh-CN"; what is not known becomes English.</summary>
    public string? Locale { get; init; }

    /// <summary>At least one; all of them stand in the machine-readable part.</summary>
    public required IReadOnlyList<RecipientResult> Recipients { get; init; }
}
