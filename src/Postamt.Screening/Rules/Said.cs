using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Screening.Rules;

/// <summary>What a stranger wrote, as it may stand in a reason: short, on one line, without what would end the reason before its end.</summary>
internal static class Said
{
    private const int Longest = 60;

    public static string Short(string? text)
    {
        var kept = new StringBuilder();
        foreach (var rune in VisibleText.Clean(text ?? "", Longest).EnumerateRunes()) kept.Append(rune == Rune.ReplacementChar || rune.Value == ';' ? "?" : rune.ToString());
        return kept.Length == 0 ? "nothing" : kept.ToString();
    }
}
