using System.Text.RegularExpressions;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Code;

/// <summary>What is not there is not pretended: no marker for later, no method that only throws.</summary>
public sealed partial class UnfinishedWork : Rule
{
    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("// FIX" + "ME")]
    [InlineData("// HA" + "CK around it")]
    [InlineData("class A { void B() => throw new NotImplemented" + "Exception(); }")]
    public void A_marker_fails(string line) =>
        Breaks("unfinished", ("src/Postamt.Net/A.cs", line));

    [Fact]
    public void Scripts_and_pages_count_too() =>
        Breaks("unfinished", ("docs/flow.md", "TO" + "DO write"));

    [Fact]
    public void A_named_gap_in_an_rfc_is_fine() =>
        Keeps(("src/Postamt.Imap/A.cs", "// todo RFC 7889: APPENDLIMIT\nclass Hackney { }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.Files
        where Written(file.Path)
        from Match match in Marker().Matches(file.Text)
        select file.At(file.LineOf(match.Index), $"unfinished: {match.Value}");

    private static bool Written(string path) =>
        Path.GetExtension(path) is ".cs" or ".md" or ".sh" or ".sql" or ".csproj" or ".props" or ".ts" or ".js" or ".mjs" or ".py" || path is "postamt" or ".ci/run";

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|NotImplemented" + @"Exception)\b")]
    private static partial Regex Marker();
}
