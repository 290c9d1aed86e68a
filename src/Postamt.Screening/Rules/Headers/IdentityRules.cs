using System.Collections.Immutable;
using Postamt.Mail.Headers;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Rules.Headers;

/// <summary>Who wrote it, and by what name it goes (RFC 5322 3.6.2, 3.6.4).</summary>
internal static class IdentityRules
{
    private const int ManyDigits = 5;

    public static ImmutableArray<Rule> All { get; } =
    [
        new("id-missing", 0.8, static clues => clues.Envelope.MessageId is null ? "it has no Message-ID" : null),
        new("id-odd", 1.5, static clues => clues.Envelope.MessageId is { } id && !IsIdentifier(id) ? $"its Message-ID is none: {Said.Short(id)}" : null),
        new("id-relay", 1.0, static clues => clues.Envelope.MessageId is { } id && IsRelays(id, clues) ? "its Message-ID was given by a server on its way" : null),
        new("from-missing", 0.8, static clues => clues.Author is null ? "it names no author" : null),
        new("from-digits", 1.0, static clues => clues.Author?.Local is { } local && Digits(local) >= ManyDigits && !FreeMail.HasNumbers(clues.AuthorHost) ? $"the author's address has a number in it: {Said.Short(local)}" : null),
        new("from-is-to", 0.8, static clues => clues.Author is { } author && clues.Envelope.To is [{ IsMailbox: true } to] && author.Address.Equals(to.Address, StringComparison.OrdinalIgnoreCase) ? "author and recipient are the same address" : null),
        new("from-nameless", 0.7, static clues => clues.Author is not null && clues.AuthorName.Length == 0 ? "its author has no name" : null),
    ];

    private static bool IsIdentifier(string id) => MessageIds.First(id) is { } first && first.IndexOf('@', StringComparison.Ordinal) is > 1 and var at && at < first.Length - 2 && id.Trim() is ['<', .., '>'];

    private static bool HasHost(string id) => id.AsSpan(id.LastIndexOf('@') + 1).Contains('.');

    private static bool IsRelays(string id, MailClues clues)
    {
        var host = id[(id.LastIndexOf('@') + 1)..].Trim('>', ' ');
        return host.Length > 3 && !host.Equals(clues.AuthorHost, StringComparison.OrdinalIgnoreCase) && RegistrableDomain.Of(host) != clues.AuthorDomain
            && clues.Header.Hops.SkipLast(1).Any(hop => hop.Contains(" by " + host + " ", StringComparison.OrdinalIgnoreCase)) && !clues.Header.Hops[^1].Contains(host, StringComparison.OrdinalIgnoreCase);
    }

    private static int Digits(string local)
    {
        var digits = 0;
        foreach (var letter in local)
        {
            if (char.IsAsciiDigit(letter)) digits++;
            else if (!char.IsAsciiLetter(letter) && letter is not ('.' or '_' or '-')) return 0;
        }
        return digits;
    }
}
