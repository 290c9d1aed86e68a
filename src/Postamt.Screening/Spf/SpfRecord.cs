using System.Collections.Immutable;
using System.Net;

namespace Postamt.Screening.Spf;

internal enum SpfMechanism
{
    All,
    Include,
    A,
    Mx,
    Ptr,
    Ip4,
    Ip6,
    Exists,
}

/// <summary>A directive (RFC 7208 4.6.1).</summary>
/// <param name="Result">What its qualifier says when it matches.</param>
/// <param name="Text">As the domain wrote it.</param>
internal sealed record SpfDirective(SpfMechanism Mechanism, SpfResult Result, string Text)
{
    /// <summary>Null: the domain whose record it is.</summary>
    public MacroText? Target { get; init; }

    /// <summary>Of ip4 and ip6.</summary>
    public IPNetwork Network { get; init; }

    /// <summary>Leading bits that count of an IPv4 address that was looked up.</summary>
    public int Prefix4 { get; init; } = 32;

    /// <summary>The same of an IPv6 address.</summary>
    public int Prefix6 { get; init; } = 128;

    /// <summary>Its evaluation asks DNS (4.6.4).</summary>
    public bool AsksDns => Mechanism is not (SpfMechanism.All or SpfMechanism.Ip4 or SpfMechanism.Ip6);
}

/// <summary>What a domain publishes (RFC 7208 4.5, 4.6).</summary>
internal sealed record SpfRecord(ImmutableArray<SpfDirective> Directives, MacroText? Redirect, MacroText? Explanation)
{
    private const string Version = "v=spf1";

    /// <summary>Whether a TXT record is meant as one (4.5).</summary>
    public static bool IsOne(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>All of it is read before any of it counts.</summary>
    /// <exception cref="SpfStopException">It has a fault (4.6).</exception>
    public static SpfRecord Parse(string text)
    {
        var directives = ImmutableArray.CreateBuilder<SpfDirective>();
        MacroText? redirect = null, explanation = null;
        foreach (var range in text.AsSpan(Version.Length).Split(' '))
        {
            var term = text.AsSpan(Version.Length)[range];
            if (term.Length == 0) continue;
            var name = SpfTerms.NameOf(term);
            if (name.Length == 0 || term.Length == name.Length || term[name.Length] != '=') directives.Add(SpfTerms.Directive(term));
            else if (name.Equals("redirect", StringComparison.OrdinalIgnoreCase)) redirect = Once(redirect, term, name.Length);
            else if (name.Equals("exp", StringComparison.OrdinalIgnoreCase)) explanation = Once(explanation, term, name.Length);
            else MacroText.Parse(term[(name.Length + 1)..]);
        }
        return new SpfRecord(directives.ToImmutable(), redirect, explanation);
    }

    private static MacroText Once(MacroText? before, ReadOnlySpan<char> term, int name) =>
        before is null ? MacroText.ParseDomain(term[(name + 1)..]) : throw SpfStopException.Syntax($"there is more than one \"{term[..name]}\"");
}
