using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Names;

public sealed class NamespaceIsFolder : Rule
{
    [Fact]
    public void A_namespace_of_another_folder_fails() =>
        Breaks("Postamt.Smtp.Server", ("src/Postamt.Smtp/Server/A.cs", "namespace Postamt.Smtp;\nclass A { }"));

    [Fact]
    public void A_block_namespace_fails() =>
        Breaks("file-scoped", ("src/Postamt.Smtp/A.cs", "namespace Postamt.Smtp { class A { } }"));

    [Fact]
    public void A_type_outside_of_any_namespace_fails() =>
        Breaks("no namespace", ("src/Postamt.Smtp/A.cs", "class A { }"));

    [Fact]
    public void Top_level_code_and_assembly_attributes_need_none() =>
        Keeps(("src/Postamt.Server/Program.cs", "return 0;"), ("tests/Postamt.Ram/Assembly.cs", "[assembly: System.CLSCompliant(false)]"),
            ("src/Postamt.Smtp/Server/A.cs", "namespace Postamt.Smtp.Server;\nclass A { }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.AllCode)
        {
            var folder = string.Join('.', file.Path.Split('/')[1..^1]);
            var namespaces = file.All<BaseNamespaceDeclarationSyntax>().ToList();
            if (namespaces.Count == 0 && file.All<BaseTypeDeclarationSyntax>().Any() && !file.All<GlobalStatementSyntax>().Any())
                yield return file.At(1, "no namespace");
            foreach (var space in namespaces)
            {
                if (space is not FileScopedNamespaceDeclarationSyntax)
                    yield return file.At(space, "the namespace is not file-scoped");
                else if (space.Name.ToString() != folder)
                    yield return file.At(space, $"the folder asks for the namespace {folder}");
            }
        }
    }
}
