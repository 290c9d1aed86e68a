using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Code;

/// <summary>A partial type has a generator as its second author; it is not a way to spread one type over files.</summary>
public sealed class PartialForGenerators : Rule
{
    private static readonly HashSet<string> Generators = new(StringComparer.Ordinal)
    {
        "LoggerMessage", "GeneratedRegex", "JsonSerializable", "LibraryImport", "JsonSourceGenerationOptions",
    };

    [Fact]
    public void A_type_in_two_files_fails() =>
        Breaks("partial", ("src/Postamt.Smtp/A.cs", "partial class Session { void B() { } }"));

    [Fact]
    public void Generated_members_are_fine() =>
        Keeps(("src/Postamt.Smtp/A.cs", "partial class A { partial class B { [GeneratedRegex(\"a\")] private static partial Regex C(); } }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.AllCode
        from type in file.All<TypeDeclarationSyntax>()
        where type.Modifiers.Any(SyntaxKind.PartialKeyword) && !HasGenerator(type)
        select file.At(type, $"{type.Identifier.ValueText} is partial without a generator");

    private static bool HasGenerator(TypeDeclarationSyntax type) =>
        type.DescendantNodes().OfType<AttributeSyntax>().Any(attribute => Generators.Contains(SyntaxReading.LastName(attribute.Name).Replace("Attribute", "", StringComparison.Ordinal)));
}
