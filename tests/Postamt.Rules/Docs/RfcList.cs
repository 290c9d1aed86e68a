using System.Globalization;
using System.Text.RegularExpressions;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Docs;

/// <summary>Each RFC that a comment of the source names stands in docs/rfc.md with a state, and is named in the one form that a search finds.</summary>
public sealed partial class RfcList : Rule
{
    private const string List = "docs/rfc.md";

    [Fact]
    public void An_rfc_that_is_not_listed_fails() =>
        Breaks("RFC 5321", ("docs/rfc.md", "| 5322 | Format | yes | |"), ("src/Postamt.Smtp/A.cs", "// RFC 5321 4.5.3: limits.\nclass A { }"));

    [Fact]
    public void A_row_with_another_state_fails() =>
        Breaks("state", ("docs/rfc.md", "| 5321 | SMTP | mostly | |"));

    [Fact]
    public void Another_spelling_fails() =>
        Breaks("RFC 5321 4.1", ("docs/rfc.md", "| 5321 | SMTP | yes | |"), ("src/Postamt.Smtp/A.cs", "/// <summary>see RFC5321 4.1</summary>\nclass A { }"));

    [Fact]
    public void A_section_sign_fails() =>
        Breaks("without", ("docs/rfc.md", "| 5321 | SMTP | yes | |"), ("src/Postamt.Smtp/A.cs", "// RFC 5321 §4.1: x\nclass A { }"));

    [Fact]
    public void The_media_type_and_the_fetch_item_are_no_references() =>
        Keeps(("src/Postamt.Imap/A.cs", "// message/rfc822 and RFC822.SIZE\nclass A { }"));

    [Fact]
    public void A_listed_rfc_is_fine() =>
        Keeps(("docs/rfc.md", "| 5321 | SMTP | partly | no VRFY |\n| --- | --- | --- | --- |"), ("src/Postamt.Smtp/A.cs", "// RFC 5321 4.1.1.1: EHLO.\nclass A { }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        var listed = new HashSet<int>();
        if (tree.Find(List) is { } list)
        {
            foreach (var (line, number) in list.Text.Split('\n').Select((line, index) => (line, index + 1)))
            {
                if (Row().Match(line) is not { Success: true } row)
                    continue;
                if (!State().IsMatch(line))
                    yield return list.At(number, "the state is yes, partly, planned or no");
                if (!listed.Add(int.Parse(row.Groups[1].ValueSpan, CultureInfo.InvariantCulture)))
                    yield return list.At(number, "listed twice");
            }
        }

        foreach (var file in tree.Source)
        {
            foreach (var comment in file.Comments())
            {
                var text = comment.ToFullString();
                foreach (Match match in Named().Matches(text))
                {
                    if (!listed.Contains(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)))
                        yield return file.At(comment, $"RFC {match.Groups[1].Value} has no row in {List}");
                }

                if (Misspelt().Match(text) is { Success: true } misspelt)
                    yield return file.At(comment, $"{misspelt.Value}: the form is RFC 5321 4.1.1.1: what it says, without a section sign");
            }
        }
    }

    [GeneratedRegex(@"^\|\s*(\d+)\s*\|")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\|[^|]*\|[^|]*\|\s*(yes|partly|planned|no)\s*\|")]
    private static partial Regex State();

    [GeneratedRegex(@"\bRFC (\d{3,5})\b")]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(?i:rfc)[-_]?(?!822\b)\d{3,5}\b(?!\.txt)|\bRFC \d{3,5},? ?(§|[Ss]ection|[Ss]ec\.)")]
    private static partial Regex Misspelt();
}
