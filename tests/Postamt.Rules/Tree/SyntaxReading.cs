using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Postamt.Rules.Tree;

/// <summary>Questions that several rules ask of a syntax tree.</summary>
internal static class SyntaxReading
{
    public static IEnumerable<T> All<T>(this SourceFile file)
        where T : SyntaxNode => file.Syntax.DescendantNodes().OfType<T>();

    /// <summary>Comments of every kind, documentation included.</summary>
    public static IEnumerable<SyntaxTrivia> Comments(this SourceFile file) =>
        file.Syntax.DescendantTrivia().Where(trivia => trivia.Kind() is
            SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or
            SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia);

    /// <summary>String, raw and UTF-8 literals with the text they stand for; an interpolated string gives its constant pieces as one text.</summary>
    public static IEnumerable<(SyntaxNode Node, string Value)> Strings(this SyntaxNode node)
    {
        foreach (var child in node.DescendantNodesAndSelf())
        {
            if (child is LiteralExpressionSyntax literal &&
                literal.Kind() is SyntaxKind.StringLiteralExpression or SyntaxKind.Utf8StringLiteralExpression)
                yield return (literal, literal.Token.ValueText);
            else if (child is InterpolatedStringExpressionSyntax interpolated)
                yield return (interpolated, string.Join(' ', interpolated.Contents.OfType<InterpolatedStringTextSyntax>().Select(text => text.TextToken.ValueText)));
        }
    }

    public static IEnumerable<AttributeSyntax> Attributes(this SourceFile file, string name) =>
        file.All<AttributeSyntax>().Where(attribute => LastName(attribute.Name) is var last && (last == name || last == name + "Attribute"));

    public static string LastName(SyntaxNode name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => LastName(nullable.ElementType),
        _ => name.ToString(),
    };
}
