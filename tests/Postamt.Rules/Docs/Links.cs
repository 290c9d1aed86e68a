using System.Text.RegularExpressions;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Docs;

/// <summary>A link from page to page leads somewhere.</summary>
public sealed partial class Links : Rule
{
    [Fact]
    public void A_link_to_nothing_fails() =>
        Breaks("flaw.md", ("README.md", "[flow](docs/flaw.md)"), ("docs/flow.md", ""));

    [Fact]
    public void A_link_is_read_from_its_own_folder() =>
        Keeps(("docs/flow.md", "[start](../README.md) [web](https://example.org/x) [here](#here) [adr](adr/0001-a.md#why)"), ("README.md", ""), ("docs/adr/0001-a.md", ""));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        var paths = tree.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var file in tree.Files.Where(file => file.Name.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (Match link in Link().Matches(file.Text))
            {
                var target = link.Groups[1].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                    continue;
                var full = Path.GetRelativePath("/", Path.Combine("/" + Path.GetDirectoryName(file.Path), target));
                if (!paths.Contains(full) && !paths.Any(path => path.StartsWith(full.TrimEnd('/') + "/", StringComparison.Ordinal)))
                    yield return file.At(file.LineOf(link.Index), $"the link to {target} leads nowhere");
            }
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
