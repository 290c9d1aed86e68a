using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.References;

/// <summary>References are transitive for the compiler; the table is not. So what a file names is held against the row too.</summary>
public sealed class NamespacesUsed : Rule
{
    [Fact]
    public void A_namespace_reached_through_a_neighbour_fails() =>
        Breaks("Postamt.Dns", ("src/Postamt.Intake/A.cs", "using Postamt.Dns.Resolving;"));

    [Fact]
    public void A_qualified_name_counts_as_well() =>
        Breaks("Postamt.Net", ("src/Postamt.Store/A.cs", "class A { Postamt.Net.Lines.LineReader _reader; }"));

    [Fact]
    public void Its_own_row_and_itself_are_free() =>
        Keeps(("src/Postamt.Store/A.cs", "using Postamt.Mail.Addresses; using Postamt.Store.Blobs;"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.Source)
        {
            if (Rooms.MayUse(file.Project) is not { } row)
                continue;
            foreach (var name in file.All<QualifiedNameSyntax>().Where(name => name.Left is IdentifierNameSyntax { Identifier.ValueText: "Postamt" }))
            {
                var room = "Postamt." + name.Right.Identifier.ValueText;
                if (room != file.Project && Rooms.Names.Contains(room) && !row.Contains(room))
                    yield return file.At(name, $"{file.Project} may not use {room}");
            }
        }
    }
}
