using Postamt.Screening.Looks.Pages;
using Postamt.Screening.Rules.Hosts;
using Postamt.Screening.Rules.Links;

namespace Postamt.Screening.Rules.Clues;

/// <summary>Where the links of a mail lead: the first of each kind a rule asks about, found in one pass.</summary>
internal sealed class LinkClues
{
    /// <summary>Different hosts that are looked at one by one.</summary>
    private const int MostHosts = 100;

    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);

    /// <summary>Of web links, in lower case.</summary>
    public IReadOnlyCollection<string> Hosts => _hosts;

    /// <summary>A shown address, and the link whose target is another registrant's.</summary>
    public (string Shown, Link Link)? Lying { get; private set; }

    public Link? Numeric { get; private set; }

    /// <summary>The number is one browsers read and people do not: hexadecimal, octal, or in one piece.</summary>
    public Link? OddNumber { get; private set; }

    public Link? WithUser { get; private set; }

    public Link? WithPort { get; private set; }

    public Link? Shortened { get; private set; }

    public Link? Redirected { get; private set; }

    public Link? Scripted { get; private set; }

    public Link? Escaped { get; private set; }

    public Link? ManyLabels { get; private set; }

    public static LinkClues Of(IReadOnlyList<Link> links)
    {
        var clues = new LinkClues();
        foreach (var link in links) clues.Add(link);
        return clues;
    }

    private void Add(Link link)
    {
        if (link.Scheme is "javascript" or "vbscript" or "data") Scripted ??= link;
        if (!link.IsWeb) return;
        if (_hosts.Count < MostHosts && link.Host.Length is > 0 and <= 255) _hosts.Add(link.Host);
        switch (NumericHost.KindOf(link.Host))
        {
            case NumericHostKind.Plain: Numeric ??= link; break;
            case NumericHostKind.Odd: OddNumber ??= link; break;
        }
        if (link.HasUser) WithUser ??= link;
        if (LinkForm.HasOddPort(link)) WithPort ??= link;
        if (Shorteners.Is(link.Host)) Shortened ??= link;
        if (LinkForm.IsRedirect(link)) Redirected ??= link;
        if (LinkForm.IsEscaped(link)) Escaped ??= link;
        if (link.Host.AsSpan().Count('.') >= 5) ManyLabels ??= link;
        if (Lying is null && ShownHost.Find(link.Shown) is { } shown && LinkForm.IsElsewhere(link, shown)) Lying = (shown, link);
    }
}
