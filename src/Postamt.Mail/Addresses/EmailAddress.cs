using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postamt.Mail.Addresses;

/// <summary>
/// One mailbox address: local part (unquoted, NFC) and domain. <see cref="ToString"/> gives the wire form, quoted where
/// RFC 5321 4.1.2 wants it. Equality is exact on the local part; directories compare <see cref="LookupKey"/>.
/// No value holds control characters, halves of surrogate pairs or more than 64 and 254 octets, however it is made.
/// </summary>
public sealed record EmailAddress
{
    private string? _lookupKey;

    /// <exception cref="ArgumentException">The local part cannot stand in an address.</exception>
    public EmailAddress(string localPart, DomainName domain)
    {
        if (!AddressSyntax.IsLocalPart(localPart, domain))
            throw new ArgumentException("not a local part", nameof(localPart));
        LocalPart = AddressSyntax.Canonical(localPart);
        Domain = domain;
    }

    public string LocalPart { get; }

    public DomainName Domain { get; }

    /// <summary>The form under which addresses are found and kept unique: NFKC, case folded, without invisible characters, with the canonical domain.</summary>
    public string LookupKey => _lookupKey ??= LookupFold.Fold(LocalPart) + "@" + Domain.Ascii;

    /// <summary>RFC 6531: the address needs SMTPUTF8 when its local part is not ASCII; domains always have an A-label form.</summary>
    public bool NeedsSmtpUtf8 => !Ascii.IsValid(LocalPart);

    /// <summary>Letters of two alphabets that look alike (Latin, Greek, Cyrillic) in one local part: no account should be made with it.</summary>
    public bool MixesLookAlikes => LookupFold.MixesLookAlikes(LocalPart);

    public bool Equals(EmailAddress? other) =>
        other is not null && Domain.Equals(other.Domain) && string.Equals(LocalPart, other.LocalPart, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(LocalPart, Domain);

    public override string ToString() => AddressSyntax.FormatLocalPart(LocalPart) + "@" + Domain.Ascii;

    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("not a mail address");

    /// <summary>Reads an addr-spec without angle brackets; quoted local parts and address literals included.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EmailAddress? address) =>
        AddressSyntax.TryParse(text, out address);
}
