using System.Text;

namespace Postamt.Imap.Grammar;

/// <summary>
/// Mailbox names and patterns between wire and text: modified UTF-7 (RFC 3501 5.1.3) until the client enables IMAP4rev2, UTF-8 from
/// then on (RFC 9051 5.1 and appendix A).
/// </summary>
internal static class MailboxText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>False when the octets are no name in that form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, bool utf8, out string text)
    {
        if (!utf8) return ModifiedUtf7.TryDecode(octets, out text);
        text = "";
        if (!System.Text.Unicode.Utf8.IsValid(octets)) return false;
        text = Strict.GetString(octets);
        return true;
    }

    /// <summary>RFC 9051 5.1: a name in another form than NFC is the same name; the store keeps NFC.</summary>
    public static string Normal(string text) => text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
}
