using System.Text;
using Postamt.Mail.Mime;
using Postamt.Screening.Rules.Clues;

namespace Postamt.Screening.Rules.Headers;

/// <summary>How a subject, or the name of a file, is written.</summary>
internal static class SubjectForm
{
    private const int LeastLetters = 10;
    private const int LeastGap = 6;

    /// <summary>Longer ones are encoded because a line may have 78 characters (RFC 5322 2.1.1), which some programs take the chance for.</summary>
    private const int ShortSubject = 60;

    private static readonly string[] Replies = ["re:", "aw:", "sv:", "antw:"];

    public static bool IsShouted(string subject)
    {
        var (letters, capitals) = (0, 0);
        foreach (var letter in subject)
        {
            if (!char.IsLetter(letter)) continue;
            letters++;
            if (char.IsUpper(letter)) capitals++;
        }
        return letters >= LeastLetters && capitals == letters;
    }

    public static int Marks(string subject)
    {
        var marks = 0;
        foreach (var letter in subject) marks += letter is '!' or '$' ? 1 : 0;
        return marks;
    }

    /// <param name="raw">As it stands in the field.</param>
    public static bool IsNeedlesslyEncoded(string raw, string shown) => raw.Contains("=?", StringComparison.Ordinal) && shown.Length is > 0 and <= ShortSubject && Ascii.IsValid(shown) && !shown.Contains("=?", StringComparison.Ordinal);

    public static bool IsReply(string subject) => Array.Exists(Replies, reply => subject.StartsWith(reply, StringComparison.OrdinalIgnoreCase));

    /// <summary>A gap, and behind it one word that is none: what tells copies of a mail apart.</summary>
    public static bool HasTail(string subject)
    {
        var last = subject.AsSpan().TrimEnd();
        var space = last.LastIndexOf(' ');
        return space > 0 && last.Length - space > 3 && last[..space].TrimEnd().Length is > 0 and var length && space - length >= LeastGap - 1;
    }

    public static bool HasSum(string subject)
    {
        for (var i = 0; i + 1 < subject.Length; i++)
        {
            if (subject[i] is '$' or '€' or '£' && char.IsAsciiDigit(subject[i + 1])) return true;
        }
        return false;
    }

    /// <summary>The name of a file has characters that turn the reading direction, which display leaves out.</summary>
    public static bool IsTurned(MessagePart part) => (part.Disposition?.Parameters ?? []).Concat(part.Parameters).Any(static parameter =>
        (parameter.Name.StartsWith("filename", StringComparison.OrdinalIgnoreCase) || parameter.Name.StartsWith("name", StringComparison.OrdinalIgnoreCase))
        && (OverrideScan.Has(parameter.Value) || parameter.Value.Contains("%E2%80%AE", StringComparison.OrdinalIgnoreCase)));
}
