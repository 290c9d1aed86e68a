using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Rules.Headers;

/// <summary>What a Received field says (RFC 5321 4.4), which anybody can write who was there before.</summary>
internal static class HopForm
{
    private const int Longest = 2_000;

    /// <summary>A client that called itself by the name of a large provider, and whose address has another name; null: none did.</summary>
    public static string? Borrowed(string hop)
    {
        if (!hop.StartsWith("from ", StringComparison.OrdinalIgnoreCase)) return null;
        var text = hop.AsSpan(5, Math.Min(hop.Length, Longest) - 5).TrimStart();
        var end = text.IndexOf(' ');
        if (end < 4 || end > 255) return null;
        var name = text[..end].ToString().ToLowerInvariant();
        if (!FreeMail.Is(RegistrableDomain.Of(name))) return null;
        text = text[end..].TrimStart();
        if (!text.StartsWith('(')) return null;
        var reverse = text[1..];
        end = reverse.IndexOfAny(" )[");
        if (end < 4) return null;
        var host = reverse[..end].ToString().ToLowerInvariant();
        // A name, and not the greeting once more or an account there.
        return host.Contains('.', StringComparison.Ordinal) && !host.Contains('@', StringComparison.Ordinal) && char.IsAsciiLetter(host[^1]) && !RegistrableDomain.Related(host, name) ? name : null;
    }
}
