using System.Text;
using System.Text.Unicode;

namespace Postamt.Mail.Headers;

/// <summary>Octets of a named charset as text. An unknown, absurd or unsafe (UTF-7) name is read as UTF-8 where that fits, else as Latin-1; wrong octets become U+FFFD. Never throws.</summary>
public static class Charsets
{
    private const int MaxNameLength = 64;
    private static readonly EncodingProvider Pages = CodePagesEncodingProvider.Instance;

    public static string Decode(string? charset, ReadOnlySpan<byte> octets)
    {
        if (Ascii.IsValid(octets) && !IsStateful(charset))
            return Encoding.ASCII.GetString(octets);
        var encoding = Find(charset) ?? (Utf8.IsValid(octets) ? Encoding.UTF8 : Encoding.Latin1);
        return encoding.GetString(octets);
    }

    /// <summary>Null for a name that is unknown or not wanted.</summary>
    public static Encoding? Find(string? charset)
    {
        if (string.IsNullOrEmpty(charset) || charset.Length > MaxNameLength)
            return null;
        var name = charset.Trim().ToLowerInvariant();
        return name switch
        {
            "utf-8" or "utf8" => Encoding.UTF8,
            // RFC 2045 5.2 means seven bits; what is above them is read as most senders meant it.
            "us-ascii" or "ascii" or "ansi_x3.4-1968" or "default" or "unknown-8bit" or "x-unknown" => null,
            "iso-8859-1" or "latin1" or "latin-1" or "iso8859-1" => Named("windows-1252"),
            _ when name.Contains("utf-7", StringComparison.Ordinal) => null,
            _ when name.StartsWith("cp", StringComparison.Ordinal) => Named("windows-" + name[2..]) ?? Named(name),
            _ => Named(name),
        };
    }

    private static Encoding? Named(string name)
    {
        try
        {
            return Pages.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsStateful(string? charset) =>
        charset is not null && (charset.StartsWith("iso-2022", StringComparison.OrdinalIgnoreCase)
            || charset.StartsWith("hz-", StringComparison.OrdinalIgnoreCase)
            || charset.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase)
            || charset.StartsWith("utf-32", StringComparison.OrdinalIgnoreCase)
            || charset.StartsWith("csiso2022", StringComparison.OrdinalIgnoreCase));
}
