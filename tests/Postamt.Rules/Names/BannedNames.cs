using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Names;

/// <summary>Names that say nothing about what a type is for.</summary>
public sealed partial class BannedNames : Rule
{
    [Fact]
    public void A_manager_fails() =>
        Breaks("QueueManager", ("src/Postamt.Queue/A.cs", "class QueueManager { }"));

    [Fact]
    public void An_enum_or_record_struct_is_a_type_too() =>
        Breaks("MailUtils", ("tests/Postamt.Ram/A.cs", "readonly record struct MailUtils(int A);"));

    [Fact]
    public void A_database_is_no_base() =>
        Keeps(("src/Postamt.Sql/A.cs", "class Database { } enum Implementation { } class HelperlessHost { }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.AllCode
        from type in file.All<BaseTypeDeclarationSyntax>()
        where Banned().IsMatch(type.Identifier.ValueText)
        select file.At(type, $"{type.Identifier.ValueText}: name what it is, not that it helps");

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Impl|Base)$")]
    private static partial Regex Banned();
}
