using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Code;

/// <summary>A fault is not swallowed. A catch without a statement names its exception and says in a comment why nothing is to be done.</summary>
public sealed class EmptyCatch : Rule
{
    [Theory]
    [InlineData("catch { }")]
    [InlineData("catch { /* never mind */ }")]
    [InlineData("catch (Exception) { /* never mind */ }")]
    [InlineData("catch (IOException) { }")]
    public void An_empty_catch_fails(string text) =>
        Breaks("swallows", ("src/Postamt.Net/A.cs", $"class A {{ void B() {{ try {{ C(); }} {text} }} }}"));

    [Fact]
    public void A_named_exception_with_a_reason_is_fine() =>
        Keeps(("src/Postamt.Net/A.cs", "class A { void B() { try { C(); } catch (IOException) { /* the peer is gone: the loop ends */ } catch { throw; } } }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.AllCode
        from clause in file.All<CatchClauseSyntax>()
        where clause.Block.Statements.Count == 0 && !(IsNamed(clause) && HasReason(clause))
        select file.At(clause, "swallows a fault");

    private static bool IsNamed(CatchClauseSyntax clause) =>
        clause.Filter is not null || (clause.Declaration is { } declaration && SyntaxReading.LastName(declaration.Type) != "Exception");

    private static bool HasReason(CatchClauseSyntax clause) =>
        clause.Block.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));
}
