namespace Postamt.Screening.Looks.Pages;

/// <summary>A link of a mail.</summary>
/// <param name="Target">Where it leads, as written, at most 2 000 characters.</param>
/// <param name="Shown">The text a reader clicks on; the target itself in plain text, empty for a picture.</param>
/// <param name="Scheme">In lower case; empty where the target has none.</param>
/// <param name="Host">In lower case without port and user; empty where there is none.</param>
public sealed record Link(string Target, string Shown, string Scheme, string Host)
{
    private const int LongestTarget = 2_000;

    public bool IsWeb => Scheme is "http" or "https";

    /// <summary>A name and a password before the host, as in http://bank.example@elsewhere.example/.</summary>
    public bool HasUser { get; private init; }

    public static Link Read(string target, string shown)
    {
        target = target.Trim();
        if (target.Length > LongestTarget) target = target[..LongestTarget];
        var colon = target.IndexOf(':');
        var scheme = colon > 0 && target.AsSpan(0, colon).IndexOfAnyExceptInRange('0', 'z') < 0 ? target[..colon].ToLowerInvariant() : "";
        var rest = scheme.Length > 0 ? target.AsSpan(colon + 1) : target;
        if (scheme is not ("http" or "https" or "ftp" or "")) return new Link(target, shown, scheme, "");
        // Browsers take a backslash for a slash.
        if (!(rest.Length > 2 && rest[0] is '/' or '\\' && rest[1] is '/' or '\\')) return new Link(target, shown, scheme, "");
        rest = rest[2..];
        var end = rest.IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        var at = authority.LastIndexOf('@');
        var host = authority[(at + 1)..];
        if (!host.StartsWith('[') && host.LastIndexOf(':') is >= 0 and var port) host = host[..port];
        return new Link(target, shown, scheme, host.TrimEnd('.').ToString().ToLowerInvariant()) { HasUser = at >= 0 };
    }
}
