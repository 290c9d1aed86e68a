using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Docs;

/// <summary>
/// The traits attack=N and drill=N tie tests to docs/threats.md: a number that is not there fails. Which lines have a test is told.
/// </summary>
public sealed partial class AttackNumbers : Rule
{
    private const string List = "docs/threats.md";

    [Fact]
    public void A_number_that_is_not_listed_fails() =>
        Breaks("attack=12", ("docs/threats.md", "| 1 | x | y |"), ("tests/Postamt.Smtp.Tests/A.cs", "class A { [Fact, Trait(\"attack\", \"12\")] void B() { } }"));

    [Fact]
    public void A_listed_number_is_fine() =>
        Keeps(("docs/threats.md", "| 1 | x | y |\n\n| D1 | x | y |"), ("tests/Postamt.Smtp.Tests/A.cs", "class A { [Trait(\"attack\", \"1\"), Trait(\"drill\", \"1\")] void B() { } }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        var listed = Row().Matches(tree.Find(List)?.Text ?? "").Select(row => row.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var tested = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var file in tree.AllCode.Where(file => file.Top == "tests"))
        {
            foreach (var trait in file.Attributes("Trait"))
            {
                if (trait.ArgumentList?.Arguments is not [{ Expression: LiteralExpressionSyntax kind }, { Expression: LiteralExpressionSyntax value }] ||
                    kind.Token.ValueText is not ("attack" or "drill"))
                    continue;
                var number = (kind.Token.ValueText == "drill" ? "D" : "") + value.Token.ValueText;
                if (!listed.Contains(number))
                    yield return file.At(trait, $"{kind.Token.ValueText}={value.Token.ValueText} has no row in {List}");
                else if (tested.TryGetValue(number, out var projects))
                    projects.Add(file.Project);
                else
                    tested[number] = [file.Project];
            }
        }

        Tell($"{tested.Count} of {listed.Count} lines of {List} have a test:");
        foreach (var (number, projects) in tested.OrderBy(entry => int.Parse(entry.Key.TrimStart('D'), CultureInfo.InvariantCulture)))
            Tell($"{number}: {string.Join(", ", projects)}");
    }

    [GeneratedRegex(@"^\| (D?\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
