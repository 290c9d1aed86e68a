using System.Text.RegularExpressions;
using Postamt.Rules.Tree;

namespace Postamt.Rules.References;

/// <summary>Each package says in one line why it is here. Parts of one product that stand together share the line.</summary>
public sealed partial class PackageReasons : Rule
{
    [Fact]
    public void A_package_without_a_reason_fails() =>
        Breaks("Left.Pad", ("Directory.Packages.props", "<Project>\n<ItemGroup>\n<PackageVersion Include=\"Left.Pad\" Version=\"1\" />\n"));

    [Fact]
    public void Parts_of_one_product_share_a_reason() =>
        Keeps(("Directory.Packages.props", "<!-- Why. -->\n<PackageVersion Include=\"Lite.Bundle\" Version=\"1\" />\n<PackageVersion Include=\"Lite.Core\" Version=\"1\" />\n"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        if (tree.Find("Directory.Packages.props") is not { } file)
            yield break;
        string? explained = null;
        foreach (var (line, number) in file.Text.Split('\n').Select((line, index) => (line.Trim(), index + 1)))
        {
            if (Package().Match(line) is { Success: true } match)
            {
                var product = match.Groups[1].Value.Split('.')[0];
                if (explained is null || (explained.Length > 0 && explained != product))
                    yield return file.At(number, $"{match.Groups[1].Value} has no reason above it");
                explained = product;
            }
            else
            {
                // The empty name: a reason that waits for its package.
                explained = line.EndsWith("-->", StringComparison.Ordinal) ? "" : null;
            }
        }
    }

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex Package();
}
