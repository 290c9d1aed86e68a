using System.Text;

namespace Postamt.Imap.Grammar;

/// <summary>
/// RFC 9051 6.3.9 patterns: "*" any characters, "%" any but the separator. All places the pattern can be at move along the
/// name together, so the cost is at most name times pattern and no input makes it go back.
/// </summary>
internal sealed class ListPattern
{
    /// <summary>Characters of a pattern: no name is longer (MailboxName.MaxOctets).</summary>
    public const int MaxLength = 1024;

    private readonly string _pattern;
    private readonly bool[] _places;

    public ListPattern(string pattern)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pattern.Length, MaxLength);
        _pattern = Shorten(pattern);
        _places = new bool[_pattern.Length + 1];
    }

    public bool Matches(string name)
    {
        var places = _places.AsSpan();
        places.Clear();
        places[0] = true;
        Skip(places);
        foreach (var c in name)
        {
            var alive = false;
            // From the right: a place's successor is settled before the place itself moves.
            for (var at = _pattern.Length; at >= 0; at--)
            {
                var stays = at < _pattern.Length && places[at] && (_pattern[at] == '*' || (_pattern[at] == '%' && c != '/'));
                var arrives = at > 0 && places[at - 1] && _pattern[at - 1] == c && !IsWild(c);
                places[at] = stays || arrives;
                alive |= places[at];
            }
            if (!alive) return false;
            Skip(places);
        }
        return places[^1];
    }

    /// <summary>A wildcard may stand for nothing.</summary>
    private void Skip(Span<bool> places)
    {
        for (var at = 0; at < _pattern.Length; at++)
        {
            if (places[at] && IsWild(_pattern[at])) places[at + 1] = true;
        }
    }

    private static bool IsWild(char c) => c is '*' or '%';

    /// <summary>Runs of wildcards mean the strongest of them; INBOX is any case of it (RFC 9051 5.1).</summary>
    private static string Shorten(string pattern)
    {
        var kept = new StringBuilder(pattern.Length);
        foreach (var c in pattern)
        {
            if (IsWild(c) && kept.Length > 0 && IsWild(kept[^1]))
            {
                if (c == '*') kept[^1] = '*';
            }
            else
            {
                kept.Append(c);
            }
        }
        var text = kept.ToString();
        return text.StartsWith("inbox", StringComparison.OrdinalIgnoreCase) && (text.Length == 5 || text[5] is '/' or '*' or '%') ? "INBOX" + text[5..] : text;
    }
}
