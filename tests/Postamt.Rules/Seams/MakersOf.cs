using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Seams;

/// <summary>Finds where a type is made: its constructor by name or by target, and its static factories.</summary>
internal static class MakersOf
{
    public static IEnumerable<SyntaxNode> Find(SourceFile file, string type)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            var made = node switch
            {
                ObjectCreationExpressionSyntax creation => SyntaxReading.LastName(creation.Type) == type,
                ImplicitObjectCreationExpressionSyntax implicitly => TargetOf(implicitly) == type,
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => SyntaxReading.LastName(member.Expression) == type,
                _ => false,
            };
            if (made)
                yield return node;
        }
    }

    /// <summary>
    /// The type a bare new(...) gets from the nearest declaration around it; a task's result counts as the result. As an
    /// argument of a call it has no name here; the compiler's list of friends still holds it.
    /// </summary>
    private static string? TargetOf(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case ArgumentSyntax:
                    return null;
                case VariableDeclarationSyntax variable:
                    return Result(variable.Type);
                case PropertyDeclarationSyntax property:
                    return Result(property.Type);
                case MethodDeclarationSyntax method:
                    return Result(method.ReturnType);
                case LocalFunctionStatementSyntax local:
                    return Result(local.ReturnType);
            }
        }

        return null;
    }

    private static string Result(TypeSyntax type) =>
        SyntaxReading.LastName(type is GenericNameSyntax { TypeArgumentList.Arguments: [var only] } ? only : type);
}
