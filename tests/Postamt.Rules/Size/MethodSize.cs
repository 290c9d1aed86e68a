using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Size;

public sealed class MethodSize : Rule
{
    private const int Most = 120;
    private const int Long = 60;

    [Fact]
    public void A_method_of_121_lines_fails() =>
        Breaks("Read has 121 lines", ("src/Postamt.Mail/A.cs", "class A\n{\n    void Read()\n    {\n" + string.Concat(Enumerable.Repeat("        Go();\n", 118)) + "    }\n}\n"));

    [Fact]
    public void A_method_of_120_lines_is_the_longest() =>
        Keeps(("src/Postamt.Mail/A.cs", "class A\n{\n    void Read()\n    {\n" + string.Concat(Enumerable.Repeat("        Go();\n", 117)) + "    }\n}\n"));

    [Fact]
    public void Accessors_and_top_level_code_count_too()
    {
        Breaks("get", ("src/Postamt.Mail/A.cs", "class A\n{\n int B\n {\n get\n {\n" + string.Concat(Enumerable.Repeat("Go();\n", 120)) + "}\n}\n}\n"));
        Breaks("top-level", ("src/Postamt.Server/Program.cs", string.Concat(Enumerable.Repeat("Go();\n", 121))));
    }

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.AllCode)
        {
            foreach (var (node, name, lines) in Bodies(file))
            {
                if (lines > Long)
                    Tell($"{lines} lines: {name} in {file.Path}");
                if (lines > Most)
                    yield return file.At(node, $"{name} has {lines} lines; {Most} is the most, 30 the aim");
            }
        }
    }

    private static IEnumerable<(SyntaxNode Node, string Name, int Lines)> Bodies(SourceFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            var (name, first) = node switch
            {
                MethodDeclarationSyntax method => (method.Identifier.ValueText, method.Identifier),
                ConstructorDeclarationSyntax constructor => (constructor.Identifier.ValueText, constructor.Identifier),
                OperatorDeclarationSyntax @operator => ("operator " + @operator.OperatorToken.ValueText, @operator.OperatorKeyword),
                LocalFunctionStatementSyntax local => (local.Identifier.ValueText, local.Identifier),
                AccessorDeclarationSyntax accessor => (accessor.Keyword.ValueText, accessor.Keyword),
                _ => default,
            };
            if (name is not null)
                yield return (node, name, Span(first.GetLocation(), node.GetLocation()));
        }

        if (file.All<GlobalStatementSyntax>().ToList() is { Count: > 0 } statements)
            yield return (statements[0], "top-level code", Span(statements[0].GetLocation(), statements[^1].GetLocation()));
    }

    private static int Span(Location first, Location last) =>
        last.GetLineSpan().EndLinePosition.Line - first.GetLineSpan().StartLinePosition.Line + 1;
}
