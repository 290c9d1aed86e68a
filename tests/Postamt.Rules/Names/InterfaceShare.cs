using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Names;

/// <summary>An interface stands where two implementations exist or a room is left: a goal of 8 % of the types. Told, not enforced.</summary>
public sealed class InterfaceShare
{
    private const double Goal = 0.08;

    [Fact]
    public void The_share_of_interfaces_is_told()
    {
        var (interfaces, types) = Count(SourceTree.Ours);
        TestContext.Current.TestOutputHelper?.WriteLine($"{interfaces} interfaces of {types} types: {(double)interfaces / Math.Max(types, 1):P1} (goal: at most {Goal:P0})");
        Assert.InRange(interfaces, 0, types);
    }

    [Fact]
    public void Interfaces_and_types_are_counted() =>
        Assert.Equal((1, 3), Count(SourceTree.Of(("src/Postamt.Mail/A.cs", "interface IA { } class B { enum C { } }"))));

    private static (int Interfaces, int Types) Count(SourceTree tree)
    {
        var types = tree.Source.SelectMany(file => file.All<BaseTypeDeclarationSyntax>()).ToList();
        return (types.OfType<InterfaceDeclarationSyntax>().Count(), types.Count);
    }
}
