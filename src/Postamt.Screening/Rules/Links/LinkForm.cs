using System.Collections.Frozen;
using Postamt.Screening.Looks.Pages;
using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Rules.Links;

/// <summary>How the target of a link is written.</summary>
internal static class LinkForm
{
    /// <summary>The target is another registrant's than what is shown, and does not say so either: what counts clicks carries the shown address with it.</summary>
    public static bool IsElsewhere(Link link, string shown) =>
        link.Host.Length > 0 && !RegistrableDomain.Related(link.Host, shown) && !link.Target.Contains(RegistrableDomain.Of(shown), StringComparison.OrdinalIgnoreCase);

    /// <summary>Neither one of the Web's own nor the usual second one.</summary>
    public static bool HasOddPort(Link link)
    {
        var authority = Authority(link);
        var colon = authority.LastIndexOf(':');
        if (colon < 0 || authority.EndsWith(']')) return false;
        var port = authority[(colon + 1)..];
        return port.Length > 0 && !port.ContainsAnyExceptInRange('0', '9') && port is not ("80" or "443" or "8080" or "8443");
    }

    /// <summary>Letters of the host are written as %41.</summary>
    public static bool IsEscaped(Link link) => Authority(link).Contains('%');

    /// <summary>Well-known sites that lead on to any address that is given to them; what counts clicks of a newsletter does so with addresses of its own.</summary>
    private static readonly FrozenSet<string> Redirectors = new[] { "google", "youtube", "bing", "yahoo", "facebook", "doubleclick", "googleadservices", "linkedin", "baidu", "yandex", "msn", "live", "aol", "instagram", "adobe", "slack-redir", "tumblr", "vk" }.ToFrozenSet();

    /// <summary>A second address stands in it, of another registrant, to which whoever is behind the first leads on.</summary>
    public static bool IsRedirect(Link link)
    {
        if (!Redirectors.Contains(RegistrableDomain.NameOf(link.Host))) return false;
        var rest = link.Target.AsSpan(Math.Min(link.Target.Length, 8));
        while (rest.IndexOf("http", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            rest = rest[(at + 4)..];
            var mark = rest.Length > 0 && rest[0] is 's' or 'S' ? rest[1..] : rest;
            var colon = mark.StartsWith("://") ? 3 : mark.StartsWith("%3a%2f%2f", StringComparison.OrdinalIgnoreCase) ? 9 : -1;
            if (colon < 0) continue;
            var host = mark[colon..];
            var end = host.IndexOfAny("/?#&%:");
            var second = (end < 0 ? host : host[..end]).ToString().ToLowerInvariant();
            return second.Contains('.', StringComparison.Ordinal) && !RegistrableDomain.Same(second, link.Host);
        }
        return false;
    }

    private static ReadOnlySpan<char> Authority(Link link)
    {
        var rest = link.Target.AsSpan(link.Scheme.Length).TrimStart(':');
        if (rest.Length < 2 || rest[0] is not ('/' or '\\')) return default;
        rest = rest[2..];
        var end = rest.IndexOfAny("/\\?#");
        if (end >= 0) rest = rest[..end];
        return rest[(rest.LastIndexOf('@') + 1)..];
    }
}
