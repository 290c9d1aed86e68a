using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Docs;

/// <summary>Each instrument's name is a constant and stands in docs/metrics.md as code.</summary>
public sealed class MetricNames : Rule
{
    private const string List = "docs/metrics.md";

    private static readonly HashSet<string> Makers = new(StringComparer.Ordinal)
    {
        "CreateCounter", "CreateHistogram", "CreateUpDownCounter", "CreateGauge",
        "CreateObservableCounter", "CreateObservableGauge", "CreateObservableUpDownCounter",
    };

    [Fact]
    public void A_metric_that_is_not_listed_fails() =>
        Breaks("postamt.smtp.sessions", ("docs/metrics.md", "`postamt.smtp.session`"), ("src/Postamt.Smtp/A.cs", "class A { void B(Meter m) { m.CreateCounter<long>(\"postamt.smtp.sessions\"); } }"));

    [Fact]
    public void A_name_made_at_run_time_fails() =>
        Breaks("constant", ("docs/metrics.md", ""), ("src/Postamt.Smtp/A.cs", "class A { void B(Meter m, string n) { m.CreateCounter<long>(n); } }"));

    [Fact]
    public void A_constant_of_the_same_file_is_followed() =>
        Keeps(("docs/metrics.md", "| `postamt.smtp.sessions` |"), ("src/Postamt.Smtp/A.cs", "class A { const string N = \"postamt.smtp.sessions\"; void B(Meter m) { m.CreateCounter<long>(N); } }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        var listed = tree.Find(List)?.Text ?? "";
        foreach (var file in tree.Source)
        {
            foreach (var call in file.All<InvocationExpressionSyntax>().Where(call => call.Expression is MemberAccessExpressionSyntax && Makers.Contains(SyntaxReading.LastName(call.Expression))))
            {
                var name = Constant(file, call.ArgumentList.Arguments.FirstOrDefault()?.Expression);
                if (name is null)
                    yield return file.At(call, "a metric's name is a constant");
                else if (!listed.Contains($"`{name}`", StringComparison.Ordinal))
                    yield return file.At(call, $"{name} is not in {List}");
            }
        }
    }

    private static string? Constant(SourceFile file, ExpressionSyntax? expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        IdentifierNameSyntax name => file.All<VariableDeclaratorSyntax>()
            .FirstOrDefault(field => field.Identifier.ValueText == name.Identifier.ValueText)?.Initializer?.Value is LiteralExpressionSyntax value ? value.Token.ValueText : null,
        _ => null,
    };
}
