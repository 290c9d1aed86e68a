using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postamt.Dialogs.Playing;

/// <summary>A dialog as read from its file; the format is in README.md.</summary>
public sealed class DialogScript
{
    private DialogScript(IReadOnlyDictionary<string, string> options, IReadOnlyList<DialogStep> steps) => (Options, Steps) = (options, steps);

    public IReadOnlyDictionary<string, string> Options { get; }

    public IReadOnlyList<DialogStep> Steps { get; }

    public static DialogScript Parse(string text)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var steps = new List<DialogStep>();
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1];
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '@' && steps.Count == 0)
            {
                string[] words = line[1..].Split(' ', 2);
                options.Add(words[0], words.Length > 1 ? words[1] : "");
                continue;
            }
            steps.Add(Step(line, number));
        }
        return new DialogScript(options, steps);
    }

    /// <summary>The regular expression of an expected line.</summary>
    public static Regex Pattern(string expected)
    {
        var pattern = new StringBuilder("^");
        int at = 0;
        while (expected.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            int close = expected.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                throw new FormatException("{{ without }}");
            // A quantifier such as {26} may end right before the braces.
            while (close + 2 < expected.Length && expected[close + 2] == '}')
                close++;
            pattern.Append(Regex.Escape(expected[at..open])).Append("(?:").Append(expected, open + 2, close - open - 2).Append(')');
            at = close + 2;
        }
        pattern.Append(Regex.Escape(expected[at..])).Append('$');
        return new Regex(pattern.ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>The octets of a raw line.</summary>
    public static byte[] Unescape(string text)
    {
        var octets = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text, i, char.IsHighSurrogate(text[i]) ? 2 : 1));
                i += char.IsHighSurrogate(text[i]) ? 1 : 0;
                continue;
            }
            switch (text[++i])
            {
                case 'r': octets.Add((byte)'\r'); break;
                case 'n': octets.Add((byte)'\n'); break;
                case 't': octets.Add((byte)'\t'); break;
                case '0': octets.Add(0); break;
                case '\\': octets.Add((byte)'\\'); break;
                case 'x':
                    octets.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                default: throw new FormatException($"\\{text[i]} is no escape");
            }
        }
        return [.. octets];
    }

    private static DialogStep Step(string line, int number)
    {
        foreach ((string prefix, DialogStepKind kind) in ((string, DialogStepKind)[])
            [("C>:", DialogStepKind.SendRaw), ("C:", DialogStepKind.Send), ("S~:", DialogStepKind.ExpectLater), ("S:", DialogStepKind.Expect), ("CHECK:", DialogStepKind.Check)])
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
                return new DialogStep(kind, line.Length > prefix.Length && line[prefix.Length] == ' ' ? line[(prefix.Length + 1)..] : line[prefix.Length..], number);
        }
        return line.TrimEnd() switch
        {
            "TLS" => new DialogStep(DialogStepKind.Tls, "", number),
            "REVOKE" => new DialogStep(DialogStepKind.Revoke, "", number),
            "DRAIN" => new DialogStep(DialogStepKind.Drain, "", number),
            "CLOSE" => new DialogStep(DialogStepKind.Close, "", number),
            "END" => new DialogStep(DialogStepKind.End, "", number),
            _ => throw new FormatException($"line {number} is no line of a dialog: {line}"),
        };
    }
}
