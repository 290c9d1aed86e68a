using System.Collections.Frozen;

namespace Postamt.Screening.Rules.Hosts;

/// <summary>Domains under which anybody has an address within a minute. The large ones, from what the providers themselves offer at sign-up.</summary>
internal static class FreeMail
{
    /// <summary>In many countries: hotmail.fr, yahoo.co.uk.</summary>
    private static readonly FrozenSet<string> Names = new[] { "hotmail", "yahoo", "live", "gmx", "yandex", "outlook", "rocketmail", "ymail", "excite", "lycos" }.ToFrozenSet();

    private static readonly FrozenSet<string> Domains = new[]
    {
        "gmail.com", "googlemail.com", "msn.com", "aol.com", "aim.com", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "qq.com", "foxmail.com", "163.com", "126.com",
        "sina.com", "sohu.com", "naver.com", "hanmail.net", "daum.net", "web.de", "freenet.de", "libero.it", "virgilio.it", "laposte.net", "mail.com", "email.com", "usa.net", "rediffmail.com", "zoho.com", "zohomail.com", "tutanota.com",
        "tuta.io", "juno.com", "netzero.net", "netscape.net", "seznam.cz", "wp.pl", "o2.pl", "interia.pl", "uol.com.br", "bol.com.br", "terra.com.br", "mail.com.ru", "europe.com", "post.com", "consultant.com", "fastmail.com",
        "hushmail.com", "ukr.net", "abv.bg", "caramail.com", "eudoramail.com", "bigfoot.com", "mailcity.com", "hotpop.com", "maktoob.com",
    }.ToFrozenSet();

    /// <summary>What stands in Received of a mail that came from a provider; of those not named here the name itself.</summary>
    private static readonly FrozenDictionary<string, string[]> Hops = new Dictionary<string, string[]>
    {
        ["gmail"] = ["google."],
        ["googlemail"] = ["google."],
        ["hotmail"] = ["hotmail.", "outlook.", "msn."],
        ["live"] = ["hotmail.", "outlook.", "live."],
        ["msn"] = ["hotmail.", "outlook.", "msn."],
        ["outlook"] = ["hotmail.", "outlook."],
        ["icloud"] = ["icloud.", "apple.", "me.com", "mac.com"],
        ["me"] = ["icloud.", "apple.", "me.com", "mac.com"],
        ["mac"] = ["icloud.", "apple.", "me.com", "mac.com"],
        ["aol"] = ["aol.", "yahoo."],
        ["yahoo"] = ["yahoo."],
        ["gmx"] = ["gmx.", "web.de", "kundenserver."],
        ["web"] = ["web.de", "gmx.", "kundenserver."],
        ["qq"] = ["qq.com"],
        ["163"] = ["163.com", "netease.", "126.com"],
        ["126"] = ["126.com", "netease.", "163.com"],
        ["netscape"] = ["netscape.", "aol."],
    }.ToFrozenDictionary();

    /// <summary>Where an address is a number by custom.</summary>
    public static bool HasNumbers(string host) => host is "qq.com" or "163.com" or "126.com" or "139.com" or "189.cn" or "foxmail.com";

    /// <summary>A large provider's address, and no server of theirs among those a mail came over.</summary>
    /// <param name="host">In lower case.</param>
    public static bool IsStrange(string host, IReadOnlyList<string> hops) =>
        Is(host) && hops.Count > 0 && Hops.TryGetValue(RegistrableDomain.NameOf(host), out var theirs) && !hops.Any(hop => Array.Exists(theirs, name => hop.Contains(name, StringComparison.OrdinalIgnoreCase)));

    /// <param name="host">In lower case.</param>
    public static bool Is(string host) => Domains.Contains(host) || RegistrableDomain.Of(host) == host && Names.Contains(RegistrableDomain.NameOf(host));
}
