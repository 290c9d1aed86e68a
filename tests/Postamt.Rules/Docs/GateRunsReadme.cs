using Postamt.Rules.Tree;

namespace Postamt.Rules.Docs;

/// <summary>The gate runs what the README tells a reader to run, so the README cannot grow old.</summary>
public sealed class GateRunsReadme : Rule
{
    private const string Command = "./postamt test";

    [Fact]
    public void A_gate_with_another_command_fails() =>
        Breaks(".ci/run", ("README.md", "```\n./postamt test\n```"), (".ci/run", "dotnet test\n"));

    [Fact]
    public void A_readme_without_the_command_fails() =>
        Breaks("README.md", ("README.md", "run `./postamt test`"), (".ci/run", "./postamt test\n"));

    [Fact]
    public void The_same_command_in_both_is_fine() =>
        Keeps(("README.md", "```sh\n./postamt try\n./postamt test   # all tests\n```\n"), (".ci/run", "#!/bin/bash\n./postamt test &\n"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var (path, lines) in new[] { ("README.md", InFences(tree.Find("README.md")?.Text ?? "")), (".ci/run", (tree.Find(".ci/run")?.Text ?? "").Split('\n')) })
        {
            if (!lines.Any(line => line.Split('#', '&')[0].Trim() == Command))
                yield return new Violation(path, 1, $"has no line {Command}");
        }
    }

    private static IEnumerable<string> InFences(string text) =>
        text.Split("```").Where((_, index) => index % 2 == 1).SelectMany(block => block.Split('\n'));
}
