using System.Collections.Immutable;
using System.Globalization;

namespace Postamt.Screening.Spf;

/// <summary>A text with macros (RFC 7208 7.1), taken apart; linear in its length.</summary>
internal sealed class MacroText
{
    private const string Letters = "slodiphcrtv";
    private const string OnlyInExplanations = "crt";
    private const string Delimiters = ".-+,/_=";

    /// <summary>More parts than a name can have labels (7.3: at least 127).</summary>
    private const int MostParts = 1_000;

    private MacroText(ImmutableArray<MacroPart> parts) => Parts = parts;

    public ImmutableArray<MacroPart> Parts { get; }

    /// <summary>Whether a value is in it.</summary>
    /// <param name="letter">Lower case.</param>
    public bool Asks(char letter) => Parts.Any(part => part.Letter == letter);

    /// <summary>As the argument of a mechanism or modifier.</summary>
    /// <exception cref="SpfStopException">It is none.</exception>
    public static MacroText Parse(ReadOnlySpan<char> text) => Parse(text, isExplanation: false);

    /// <param name="isExplanation">Spaces and three more letters may stand in it.</param>
    /// <exception cref="SpfStopException">It is none.</exception>
    public static MacroText Parse(ReadOnlySpan<char> text, bool isExplanation)
    {
        var parts = ImmutableArray.CreateBuilder<MacroPart>();
        for (var at = 0; at < text.Length;)
        {
            var literal = text[at..];
            var end = literal.IndexOf('%');
            if (end < 0) end = literal.Length;
            if (end > 0)
            {
                RequireVisible(literal[..end], isExplanation);
                parts.Add(new MacroPart(literal[..end].ToString()));
                at += end;
                continue;
            }
            at += Take(literal, isExplanation, parts);
        }
        return new MacroText(parts.ToImmutable());
    }

    /// <summary>A domain-spec: its end is a macro, or a dot and a top label that is no number (7.1).</summary>
    /// <exception cref="SpfStopException">It is none.</exception>
    public static MacroText ParseDomain(ReadOnlySpan<char> text)
    {
        var parsed = Parse(text);
        var last = parsed.Parts.LastOrDefault();
        if (last is { Letter: '\0' } && !EndsInTopLabel(last.Literal.AsSpan())) throw SpfStopException.Syntax($"\"{text}\" is not a domain name");
        return parsed.Parts.Length > 0 ? parsed : throw SpfStopException.Syntax("a domain name is missing");
    }

    private static bool EndsInTopLabel(ReadOnlySpan<char> literal)
    {
        // "%%", "%_" and "%-" are macros too, and are kept apart from literals.
        if (literal.EndsWith(".")) literal = literal[..^1];
        var dot = literal.LastIndexOf('.');
        if (dot < 0) return false;
        var label = literal[(dot + 1)..];
        if (label.Length == 0 || !char.IsAsciiLetterOrDigit(label[0]) || !char.IsAsciiLetterOrDigit(label[^1])) return false;
        var isNumber = true;
        foreach (var each in label)
        {
            if (!char.IsAsciiLetterOrDigit(each) && each != '-') return false;
            isNumber &= char.IsAsciiDigit(each);
        }
        return !isNumber;
    }

    private static void RequireVisible(ReadOnlySpan<char> literal, bool mayHaveSpaces)
    {
        foreach (var each in literal)
        {
            if (each is < '!' or > '~' && !(mayHaveSpaces && each == ' ')) throw SpfStopException.Syntax("there is a character in it that may not be");
        }
    }

    /// <returns>The length of what began with a percent sign.</returns>
    private static int Take(ReadOnlySpan<char> text, bool isExplanation, ImmutableArray<MacroPart>.Builder parts)
    {
        switch (text.Length > 1 ? text[1] : '\0')
        {
            case '%':
                parts.Add(MacroPart.Escape("%"));
                return 2;
            case '_':
                parts.Add(MacroPart.Escape(" "));
                return 2;
            case '-':
                parts.Add(MacroPart.Escape("%20"));
                return 2;
            case '{':
                var end = text.IndexOf('}');
                if (end < 0) throw SpfStopException.Syntax("a macro has no end");
                parts.Add(Macro(text[2..end], isExplanation));
                return end + 1;
            default:
                throw SpfStopException.Syntax("a percent sign stands alone");
        }
    }

    private static MacroPart Macro(ReadOnlySpan<char> text, bool isExplanation)
    {
        var letter = text.Length > 0 ? char.ToLowerInvariant(text[0]) : '\0';
        if (letter == '\0' || !Letters.Contains(letter) || !isExplanation && OnlyInExplanations.Contains(letter)) throw SpfStopException.Syntax($"there is no macro %{{{text}}}");
        var isEscaped = char.IsAsciiLetterUpper(text[0]);
        var rest = text[1..];
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0) digits = rest.Length;
        var keep = MostParts;
        if (digits > 0)
        {
            keep = int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, MostParts) : MostParts;
            if (keep == 0) throw SpfStopException.Syntax($"%{{{text}}} keeps nothing");
        }
        rest = rest[digits..];
        var isReversed = rest.Length > 0 && char.ToLowerInvariant(rest[0]) == 'r';
        if (isReversed) rest = rest[1..];
        if (rest.ContainsAnyExcept(Delimiters)) throw SpfStopException.Syntax($"there is no macro %{{{text}}}");
        return new MacroPart("") { Letter = letter, IsEscaped = isEscaped, Keep = keep, IsReversed = isReversed, Delimiters = rest.Length == 0 ? "." : rest.ToString() };
    }
}

/// <summary>One piece of a text with macros.</summary>
/// <param name="Literal">What stands there; empty for a macro.</param>
internal sealed record MacroPart(string Literal)
{
    /// <summary>Which value, lower case; 0 for a literal, % for one that was written with a percent sign.</summary>
    public char Letter { get; init; }

    /// <summary>Written with a capital: the value is escaped as in a URL.</summary>
    public bool IsEscaped { get; init; }

    /// <summary>So many parts from the right.</summary>
    public int Keep { get; init; }

    public bool IsReversed { get; init; }

    public string Delimiters { get; init; } = ".";

    public static MacroPart Escape(string literal) => new(literal) { Letter = '%' };
}
