using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Hosts;
using Postamt.Screening.Rules.Links;

namespace Postamt.Screening.Rules.Names;

/// <summary>What a display name claims.</summary>
internal static class ShownName
{
    private const int Longest = 200;
    private const int LeastName = 5;

    /// <summary>The host of a mail address in it; null: there is none.</summary>
    public static string? Address(string name)
    {
        if (name.Length > Longest || name.LastIndexOf('@') is not (> 0 and var at)) return null;
        var end = at + 1;
        while (end < name.Length && (char.IsLetterOrDigit(name[end]) || name[end] is '.' or '-')) end++;
        var host = name[(at + 1)..end].TrimEnd('.').ToLowerInvariant();
        return host.IndexOf('.', StringComparison.Ordinal) > 0 && char.IsLetterOrDigit(name[at - 1]) ? host : null;
    }

    /// <summary>The host one of its words is; null: none is one.</summary>
    public static string? Domain(string name) => name.Length > Longest || name.Contains('@', StringComparison.Ordinal) ? null : name.Split(' ').Select(static word => ShownHost.Find(word.Trim('"', '\'', '[', ']'))).FirstOrDefault(static host => host is not null);

    /// <summary>The name itself where its words are those of a recipient's address, or a recipient of ours is called exactly so; null: it is nobody's.</summary>
    public static string? Recipient(MailClues clues)
    {
        var name = clues.AuthorName;
        if (name.Length is < LeastName or > Longest || !name.Contains(' ', StringComparison.Ordinal)) return null;
        var words = Sorted(name);
        foreach (var recipient in clues.Input.Envelope.Recipients.Take(20))
        {
            if (Sorted(recipient.Address.LocalPart) == words) return name;
        }
        return clues.Envelope.To.Take(20).Any(to => to.IsMailbox && clues.IsOurs(to.Host!.ToLowerInvariant()) && name.Equals(to.DisplayName?.Trim(), StringComparison.OrdinalIgnoreCase)) ? name : null;
    }

    /// <summary>The domain of ours that a name in front of a foreign address speaks of: its registered name as a word; null: none.</summary>
    public static string? Ours(MailClues clues)
    {
        if (clues.AuthorName.Length is 0 or > Longest) return null;
        var words = clues.AuthorName.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return clues.OurDomains.FirstOrDefault(ours =>
            RegistrableDomain.NameOf(ours) is { Length: >= LeastName } name && Array.Exists(words, word => word.Trim('"', '\'', '(', ')', ',', ':') is var bare && (bare == name || bare == ours)) && !FreeMail.Is(ours) && RegistrableDomain.NameOf(clues.AuthorHost) != name);
    }

    /// <summary>Its words without what stands between them, in one order: Berg, Anna and anna.berg are the same.</summary>
    private static string Sorted(string text) => string.Join(' ', text.ToLowerInvariant().Split([' ', '.', '_', '-', ',', '"'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
