using System.Collections.Frozen;
using System.Net;

namespace Postamt.Screening.Rules.Hosts;

/// <summary>
/// The part of a host's name that somebody registered: example.co.uk of www.example.co.uk. By rule of thumb, not by the public suffix list (publicsuffix.org), which changes each week: the last
/// two labels, or three where the last two are what a country's registry or a place with pages of many people gives names under. Where it errs two names of one country pass for one.
/// </summary>
internal static class RegistrableDomain
{
    /// <summary>What stands before a country's code where names are given on the third level (publicsuffix.org, those many countries have).</summary>
    private static readonly FrozenSet<string> Levels = new[] { "co", "com", "org", "net", "edu", "gov", "gob", "gouv", "govt", "mil", "ac", "or", "ne", "go", "nom", "ltd", "plc", "sch", "asn", "id", "info", "biz", "web" }.ToFrozenSet();

    /// <summary>Where pages of many people are (publicsuffix.org, private section).</summary>
    private static readonly FrozenSet<string> Places = new[]
    {
        "github.io", "gitlab.io", "blogspot.com", "pages.dev", "workers.dev", "web.app", "firebaseapp.com", "netlify.app", "vercel.app", "herokuapp.com", "azurewebsites.net", "onrender.com", "appspot.com", "weebly.com", "wixsite.com",
        "wordpress.com", "myshopify.com", "duckdns.org", "translate.goog", "r2.dev", "glitch.me", "fly.dev", "geocities.com",
    }.ToFrozenSet();

    /// <param name="host">In lower case; an address is its own.</param>
    public static string Of(string host)
    {
        host = host.TrimEnd('.');
        if (host.StartsWith('[') || IPAddress.TryParse(host, out _)) return host;
        var last = host.LastIndexOf('.');
        var second = last > 0 ? host.LastIndexOf('.', last - 1) : -1;
        if (second < 0) return host;
        var isShared = host.Length - last - 1 == 2 && Levels.Contains(host[(second + 1)..last]) || Places.Contains(host[(second + 1)..]);
        if (!isShared) return host[(second + 1)..];
        var third = second > 0 ? host.LastIndexOf('.', second - 1) : -1;
        return host[(third + 1)..];
    }

    /// <summary>The name itself, without what it is registered under: example of www.example.co.uk.</summary>
    public static string NameOf(string host)
    {
        var domain = Of(host);
        var dot = domain.IndexOf('.');
        return dot < 0 ? domain : domain[..dot];
    }

    /// <summary>The same registrant, as far as names tell.</summary>
    public static bool Same(string host, string other) => Of(host) == Of(other);

    /// <summary>The same, or one of the names the same company has in several countries.</summary>
    public static bool Related(string host, string other) => Same(host, other) || NameOf(host) is { Length: > 3 } name && name == NameOf(other);
}
