using System.Collections.Frozen;
using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Rules.Lookalikes;

/// <summary>
/// Companies in whose name people are asked for passwords and money most (the quarterly lists of APWG and Check Point, with the large banks and parcel services of German and English readers): the name of their domain, and
/// what it is called in display names. A domain whose name is exactly one of these counts as theirs under any end.
/// </summary>
internal static class Brands
{
    private static readonly FrozenDictionary<string, string> Names = new[]
    {
        ("paypal", "PayPal"), ("microsoft", "Microsoft"), ("google", "Google"), ("apple", ""), ("amazon", "Amazon"), ("facebook", "Facebook"), ("instagram", "Instagram"), ("whatsapp", "WhatsApp"), ("linkedin", "LinkedIn"),
        ("netflix", "Netflix"), ("dropbox", "Dropbox"), ("docusign", "DocuSign"), ("adobe", ""), ("ebay", "eBay"), ("dhl", "DHL"), ("fedex", "FedEx"), ("usps", "USPS"), ("hermesworld", ""), ("office365", "Office 365"), ("outlook", ""),
        ("onedrive", "OneDrive"), ("sharepoint", ""), ("icloud", "iCloud"), ("spotify", "Spotify"), ("coinbase", "Coinbase"), ("binance", "Binance"), ("metamask", "MetaMask"), ("blockchain", ""), ("americanexpress", "American Express"),
        ("mastercard", "Mastercard"), ("wellsfargo", "Wells Fargo"), ("bankofamerica", "Bank of America"), ("citibank", "Citibank"), ("barclays", "Barclays"), ("santander", "Santander"), ("sparkasse", "Sparkasse"),
        ("commerzbank", "Commerzbank"), ("postbank", "Postbank"), ("volksbank", "Volksbank"), ("deutsche-bank", "Deutsche Bank"), ("comdirect", "comdirect"), ("telekom", ""), ("vodafone", "Vodafone"), ("ionos", "IONOS"), ("strato", ""),
        ("github", "GitHub"), ("steampowered", ""), ("roblox", "Roblox"), ("bitwarden", "Bitwarden"), ("lastpass", "LastPass"), ("booking", "Booking.com"), ("airbnb", "Airbnb"), ("klarna", "Klarna"), ("westernunion", "Western Union"),
    }.ToFrozenDictionary(static brand => brand.Item1, static brand => brand.Item2);

    private static readonly FrozenDictionary<string, string> Skeletons = Names.Keys.DistinctBy(Confusables.Skeleton).ToFrozenDictionary(Confusables.Skeleton, static name => name);

    /// <summary>Those whose name is long enough that one letter less or more is no other word.</summary>
    private static readonly string[] Long = [.. Names.Keys.Where(static name => name.Length >= NearName.Shortest && name is not ("outlook" or "booking" or "telekom"))];

    /// <summary>Under which sender, too, the company's own mail may come: those who write for it by contract are not known.</summary>
    private static readonly FrozenDictionary<string, string[]> AlsoTheirs = new Dictionary<string, string[]>
    {
        ["facebook"] = ["facebookmail", "meta", "fb"],
        ["instagram"] = ["facebookmail", "meta"],
        ["google"] = ["youtube", "gmail", "android", "withgoogle"],
        ["microsoft"] = ["microsoftonline", "office", "office365", "outlook", "live", "hotmail", "msn", "windows", "linkedin", "microsoftemail", "xbox", "onmicrosoft"],
        ["office365"] = ["microsoft", "microsoftonline", "office", "onmicrosoft"],
        ["onedrive"] = ["microsoft", "live", "sharepointonline"],
        ["icloud"] = ["apple", "me", "mac"],
        ["amazon"] = ["amazonses", "amazonaws", "primevideo", "audible", "a2z"],
        ["docusign"] = ["docusign"],
        ["americanexpress"] = ["aexp"],
        ["ebay"] = ["ebayinc", "ebay-kleinanzeigen", "ebaystatic"],
        ["dhl"] = ["deutschepost", "dpdhl"],
        ["dropbox"] = ["dropboxmail"],
        ["github"] = ["githubassets"],
        ["spotify"] = ["spotifymail"],
        ["netflix"] = ["netflixmail"],
        ["citibank"] = ["citi"],
        ["paypal"] = ["paypalobjects", "paypalcorp"],
    }.ToFrozenDictionary();

    /// <summary>Named in a display name, as whole words; null: none is.</summary>
    public static (string Name, string Label)? Named(string text)
    {
        foreach (var (label, name) in Names)
        {
            if (name.Length > 0 && text.IndexOf(name, StringComparison.OrdinalIgnoreCase) is >= 0 and var at && !IsLetter(text, at - 1) && !IsLetter(text, at + name.Length)) return (name, label);
        }
        return null;
    }

    public static bool IsTheirs(string label, string host)
    {
        var name = RegistrableDomain.NameOf(host);
        return name == label || AlsoTheirs.TryGetValue(label, out var others) && Array.IndexOf(others, name) >= 0;
    }

    public static bool Is(string label) => Names.ContainsKey(label);

    /// <summary>The brand this name can be taken for, and is not; null: none.</summary>
    /// <param name="name">The registered name of a domain, in Unicode.</param>
    public static string? Resembled(string name)
    {
        if (Names.ContainsKey(name) || name.Length > 64) return null;
        if (Skeletons.TryGetValue(Confusables.Skeleton(name), out var same)) return same;
        return Array.Find(Long, brand => NearName.AreNear(name, brand) && !(AlsoTheirs.TryGetValue(brand, out var others) && Array.IndexOf(others, name) >= 0));
    }

    private static bool IsLetter(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
}
