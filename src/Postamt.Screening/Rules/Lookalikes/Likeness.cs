using System.Globalization;
using System.Text;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Rules.Lookalikes;

internal enum LikenessKind
{
    /// <summary>A label mixes scripts that nobody writes together.</summary>
    MixedScripts,

    /// <summary>It can be taken for a domain of ours.</summary>
    Ours,

    /// <summary>It can be taken for a well-known company's.</summary>
    Brand,

    /// <summary>All of it is in letters of another script that together look like Latin ones.</summary>
    OtherAlphabet,

    /// <summary>A well-known company's name stands before another's domain: paypal.com.evil.example.</summary>
    Worn,
}

/// <summary>A host that looks like another one.</summary>
/// <param name="Host">As it is, A-labels.</param>
/// <param name="Like">What it looks like; empty where that is nobody's in particular.</param>
internal sealed record Likeness(LikenessKind Kind, string Host, string Like)
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>The worst of a mail's hosts: of From and Reply-To, then of its links.</summary>
    public static Likeness? Find(MailClues clues)
    {
        var ours = clues.OurDomains.Select(static domain => (Domain: domain, Name: Unicode(RegistrableDomain.NameOf(domain)))).ToList();
        Likeness? worst = null;
        foreach (var host in clues.Links.Hosts.Prepend(clues.ReplyHost).Prepend(clues.AuthorHost))
        {
            if (host.Length == 0 || clues.IsOurs(host)) continue;
            if (Of(host, ours) is { } found && (worst is null || found.Kind < worst.Kind)) worst = found;
        }
        return worst;
    }

    private static Likeness? Of(string host, List<(string Domain, string Name)> ours)
    {
        var unicode = Unicode(host);
        if (!Ascii.IsValid(unicode) && Array.Exists(unicode.Split('.'), Scripts.MixesInLabel)) return new Likeness(LikenessKind.MixedScripts, host, "");
        var name = RegistrableDomain.NameOf(unicode);
        var skeleton = Confusables.Skeleton(name);
        foreach (var (domain, own) in ours)
        {
            if (own.Length > 3 && own != name && (Confusables.Skeleton(own) == skeleton || NearName.AreNear(name, own)) && !RegistrableDomain.Same(domain, host)) return new Likeness(LikenessKind.Ours, host, domain);
        }
        if (Brands.Resembled(name) is { } brand) return new Likeness(LikenessKind.Brand, host, brand);
        if (!Ascii.IsValid(name) && Ascii.IsValid(skeleton) && name.EnumerateRunes().All(static rune => Scripts.Of(rune) is not Script.Latin)) return new Likeness(LikenessKind.OtherAlphabet, host, skeleton);
        return Worn(host, name) is { } worn ? new Likeness(LikenessKind.Worn, host, worn) : null;
    }

    /// <summary>The brand whose name is a part of the host that somebody else registered.</summary>
    private static string? Worn(string host, string name)
    {
        if (Brands.Is(name)) return null;
        var labels = host.Split('.');
        for (var i = 0; i + 1 < labels.Length; i++)
        {
            // paypal.com.evil.example and paypal-login.evil.example; amazon.evil.example may be a shop's own page about it.
            if (Brands.Is(labels[i]) && labels[i + 1] is "com" or "de" or "net" or "org" && i + 2 < labels.Length) return labels[i];
            var hyphen = labels[i].IndexOf('-', StringComparison.Ordinal);
            if (hyphen > 3 && labels[i].Length < 64 && Brands.Is(labels[i][..hyphen]) && !Brands.IsTheirs(labels[i][..hyphen], host)) return labels[i][..hyphen];
        }
        return null;
    }

    private static string Unicode(string host)
    {
        if (Ascii.IsValid(host) && !host.Contains("xn--", StringComparison.OrdinalIgnoreCase)) return host;
        try
        {
            return Idn.GetUnicode(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return host.ToLowerInvariant();
        }
    }
}
