using System.Text.RegularExpressions;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Code;

/// <summary>The tree speaks of the project, not of a machine it was written on.</summary>
public sealed partial class Workplace : Rule
{
    [Theory]
    [InlineData("see /wo" + "rk/main")]
    [InlineData("cp x /tmp/to" + "ols")]
    [InlineData("/ho" + "me/someone/src")]
    public void A_path_of_a_machine_fails(string line) =>
        Breaks("machine", ("docs/flow.md", line));

    [Fact]
    public void Other_paths_are_fine() =>
        Keeps(("docs/flow.md", "/usr/sbin/policy-rc.d /tmp/x ../shared/testdata frame/work/x"));

    private protected override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.Files
        where Path.GetExtension(file.Path) is ".cs" or ".md" or ".sh" or ".sql" or ".csproj" or ".props" or ".json" or ".js" or ".mjs" or ".py" or ".dialog" or "" or ".txt"
        from Match match in Place().Matches(file.Text)
        select file.At(file.LineOf(match.Index), $"a path of a machine: {match.Value}");

    [GeneratedRegex(@"(?<![\w./-])/(wo" + @"rk|farm|tmp/to" + @"ols|tmp/wt|ho" + @"me/\w+)(?![\w-])")]
    private static partial Regex Place();
}
