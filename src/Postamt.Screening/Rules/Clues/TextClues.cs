using Postamt.Screening.Looks;
using Postamt.Screening.Rules.Lookalikes;
using Postamt.Screening.Rules.Texts;

namespace Postamt.Screening.Rules.Clues;

/// <summary>What the text a reader sees is made of, counted in one pass over its characters.</summary>
internal sealed class TextClues
{
    private const int LeastWord = 3;
    private const int LeastSpaced = 5;

    private int _singles;
    private int _lastEnd;

    public int Letters { get; private set; }

    public int Capitals { get; private set; }

    public int Words { get; private set; }

    /// <summary>Characters without width between two letters of a word.</summary>
    public int Invisible { get; private set; }

    /// <summary>Words like V I A G R A or v.i.a.g.r.a.</summary>
    public int SpacedWords { get; private set; }

    /// <summary>Words that mix Latin letters with Cyrillic or Greek ones.</summary>
    public int MixedWords { get; private set; }

    /// <summary>The first of those.</summary>
    public string MixedWord { get; private set; } = "";

    /// <summary>The text part and the page of one mail have so little in common: shared words for each hundred of the shorter; null where they cannot be compared.</summary>
    public int? Shared { get; private set; }

    public PhraseCounts Phrases { get; private set; }

    public static TextClues Of(MailLook look)
    {
        var clues = new TextClues();
        foreach (var text in look.Texts)
        {
            clues.Read(text.Shown);
            clues.Phrases += Texts.Phrases.Count(text.Shown);
        }
        clues.Shared = WordOverlap.Of(look);
        return clues;
    }

    private void Read(string text)
    {
        var begin = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var letter = i < text.Length ? text[i] : ' ';
            if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || letter == '\'' && begin >= 0)
            {
                if (begin < 0) begin = i;
                if (!char.IsLetter(letter)) continue;
                Letters++;
                if (char.IsUpper(letter)) Capitals++;
            }
            else if (IsInvisible(letter) && i > 0 && i + 1 < text.Length && IsWestern(text[i - 1]) && IsWestern(text[i + 1])) Invisible++;
            else
            {
                if (begin >= 0) EndWord(text, begin, i);
                begin = -1;
            }
        }
        _singles = 0;
    }

    private void EndWord(string text, int begin, int end)
    {
        Words++;
        if (end - begin == 1 && char.IsLetter(text[begin]))
        {
            _singles = _singles > 0 && begin - _lastEnd <= 2 && text[begin - 1] != '\n' ? _singles + 1 : 1;
            _lastEnd = end;
            if (_singles == LeastSpaced) SpacedWords++;
            return;
        }
        _singles = 0;
        if (end - begin >= LeastWord && Scripts.MixesLookAlikes(text.AsSpan(begin, end - begin)) && MixedWords++ == 0) MixedWord = text[begin..Math.Min(end, begin + 40)];
    }

    private static bool IsInvisible(char letter) => letter is >= '\u200b' and <= '\u200d' or '\u2060' or '\ufeff';

    private static bool IsWestern(char letter) => letter < '\u0530' && char.IsLetter(letter);
}
