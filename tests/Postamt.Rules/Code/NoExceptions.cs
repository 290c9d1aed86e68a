using Postamt.Rules.Tree;

namespace Postamt.Rules.Code;

/// <summary>An exception from a rule would stand in this file with its reason; there is none.</summary>
public sealed class NoExceptions : Rule
{
    private const string List = "tests/Postamt.Rules/exceptions.txt";

    [Fact]
    public void An_exception_fails() =>
        Breaks("src/A.cs", (List, "src/A.cs is long\n"));

    [Fact]
    public void A_missing_file_fails() =>
        Breaks("missing", ("README.md", ""));

    [Fact]
    public void An_empty_file_is_what_we_want() =>
        Keeps((List, ""));

    private protected override IEnumerable<Violation> Check(SourceTree tree) =>
        tree.Find(List) is not { } list ? [new Violation(List, 1, "missing")]
        : list.Text.Split('\n').Index().Where(line => line.Item.Trim().Length > 0).Select(line => list.At(line.Index + 1, $"an exception: {line.Item}"));
}
