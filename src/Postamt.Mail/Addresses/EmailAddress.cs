using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postamt.Mail.Addresses;

/// <summary>
/// One mailbox address: local part (unquoted, NFC) and domain. <see cref="ToString"/> gives the wire form, quoted where
/// RFC 5321 4.1.2 wants it. Equality is exact on the local part; directories compare <see cref="LookupKey"/>.
/// </summary>
public sealed record EmailAddress(string LocalPart, DomainName Domain)
{
    /// <summary>The form under which addresses are found and kept unique: NFKC, case folded, with the canonical domain.</summary>
    public string LookupKey => LocalPart.Normalize(NormalizationForm.FormKC).ToLowerInvariant() + "@" + Domain.Ascii;

    /// <summary>RFC 6531: the address needs SMTPUTF8 when its local part is not ASCII; domains always have an A-label form.</summary>
    public bool NeedsSmtpUtf8 => !Ascii.IsValid(LocalPart);

    public override string ToString() => AddressSyntax.FormatLocalPart(LocalPart) + "@" + Domain.Ascii;

    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("not a mail address");

    /// <summary>Reads an addr-spec without angle brackets; quoted local parts and address literals included.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EmailAddress? address) =>
        AddressSyntax.TryParse(text, out address);
}
