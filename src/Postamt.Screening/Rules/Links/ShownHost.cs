using System.Buffers;
using System.Collections.Frozen;
using Postamt.Screening.Looks.Pages;

namespace Postamt.Screening.Rules.Links;

/// <summary>The host a reader believes to go to when the text of a link is an address of the Web.</summary>
internal static class ShownHost
{
    private const int Longest = 200;
    private static readonly SearchValues<char> Between = SearchValues.Create(" \t\r\n\u00a0");
    private static readonly SearchValues<char> HostLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    /// <summary>Ends by which a bare name is taken for one of the Web; asp.net and readme.md are none.</summary>
    private static readonly FrozenSet<string> Ends = new[] { "com", "org", "de", "fr", "it", "es", "nl", "ch", "at", "uk", "us", "ca", "au", "eu", "info", "biz", "gov", "edu", "ru", "pl", "br", "cn", "jp" }.ToFrozenSet();

    /// <returns>In lower case; null where the text is no address.</returns>
    public static string? Find(string shown)
    {
        var text = shown.AsSpan().Trim().TrimEnd(".,!)>").TrimStart("(<");
        if (text.Length is < 4 or > Longest || text.IndexOfAny(Between) >= 0 || text.Contains('@')) return null;
        if (text.Contains("://", StringComparison.Ordinal)) return Link.Read(text.ToString(), "") is { IsWeb: true, Host.Length: > 3 } link && link.Host.Contains('.', StringComparison.Ordinal) ? link.Host : null;
        var end = text.IndexOfAny("/?#:");
        var host = end < 0 ? text : text[..end];
        if (host.ContainsAnyExcept(HostLetters) || host.LastIndexOf('.') is not (> 1 and var dot) || dot == host.Length - 1) return null;
        var name = host.ToString().ToLowerInvariant();
        return name.StartsWith("www.", StringComparison.Ordinal) || Ends.Contains(name[(dot + 1)..]) ? name : null;
    }
}
