using System.Text;

namespace Postamt.Imap.Grammar;

/// <summary>
/// RFC 9051 6.3.9 patterns: "*" any characters, "%" any but the separator. All places the pattern can be at move along the
/// name together, 64 of them a step, so no input makes it go back and the cost is a sixty-fourth of name times pattern.
/// </summary>
internal sealed class ListPattern
{
    /// <summary>Characters of a pattern: no name is longer (MailboxName.MaxOctets).</summary>
    public const int MaxLength = 1024;

    private readonly int _words;
    private readonly int _last;
    private readonly Dictionary<char, ulong[]> _letters = [];
    private readonly ulong[] _stars;
    private readonly ulong[] _percents;
    private readonly ulong[] _none;
    private readonly ulong[] _places;

    public ListPattern(string pattern)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pattern.Length, MaxLength);
        var text = Shorten(pattern);
        _last = text.Length;
        _words = (text.Length / 64) + 1;
        (_stars, _percents, _none, _places) = (new ulong[_words], new ulong[_words], new ulong[_words], new ulong[_words]);
        for (var at = 0; at < text.Length; at++)
        {
            var places = text[at] switch { '*' => _stars, '%' => _percents, var letter => Of(letter) };
            places[at / 64] |= 1UL << (at % 64);
        }
    }

    public bool Matches(string name)
    {
        _places.AsSpan().Clear();
        _places[0] = 1;
        Skip();
        foreach (var letter in name)
        {
            if (!Step(letter)) return false;
            Skip();
        }
        return (_places[_last / 64] & (1UL << (_last % 64))) != 0;
    }

    /// <summary>A place at this letter moves on; one at a wildcard that takes the letter stays. False when no place is left.</summary>
    private bool Step(char letter)
    {
        var moving = _letters.GetValueOrDefault(letter, _none);
        ulong carry = 0, alive = 0;
        for (var word = 0; word < _words; word++)
        {
            var here = _places[word];
            var moved = here & moving[word];
            var stays = here & (letter == '/' ? _stars[word] : _stars[word] | _percents[word]);
            _places[word] = (moved << 1) | carry | stays;
            carry = moved >> 63;
            alive |= _places[word];
        }
        return alive != 0;
    }

    /// <summary>A wildcard may stand for nothing. No two stand side by side, so one step is enough.</summary>
    private void Skip()
    {
        ulong carry = 0;
        for (var word = 0; word < _words; word++)
        {
            var at = _places[word] & (_stars[word] | _percents[word]);
            _places[word] |= (at << 1) | carry;
            carry = at >> 63;
        }
    }

    private ulong[] Of(char letter)
    {
        if (!_letters.TryGetValue(letter, out var places)) _letters[letter] = places = new ulong[_words];
        return places;
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
