namespace Postamt.Rules.Tree;

/// <summary>
/// One rule of the house. The derived class says what breaks it, and shows with a small made-up tree that the rule fails
/// when it must: a rule that cannot fail says nothing.
/// </summary>
public abstract class Rule
{
    [Fact]
    public void Our_tree_keeps_it()
    {
        var violations = Check(SourceTree.Ours).ToList();
        Assert.True(violations.Count == 0, $"{violations.Count} violations:\n" + string.Join('\n', violations.Take(200)));
    }

    private protected abstract IEnumerable<Violation> Check(SourceTree tree);

    private protected static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>Exactly one violation, whose text contains <paramref name="what"/>.</summary>
    private protected void Breaks(string what, params (string Path, string Text)[] files)
    {
        var violation = Assert.Single(Check(SourceTree.Of(files)));
        Assert.Contains(what, violation.ToString(), StringComparison.Ordinal);
    }

    private protected void Keeps(params (string Path, string Text)[] files) =>
        Assert.Empty(Check(SourceTree.Of(files)));
}
