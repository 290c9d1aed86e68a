using System.Xml.Linq;
using Postamt.Rules.Tree;

namespace Postamt.Rules.References;

public sealed class ProjectReferences : Rule
{
    [Fact]
    public void An_arrow_that_is_not_in_the_table_fails() =>
        Breaks("may not use Postamt.Sql", ("src/Postamt.Smtp/Postamt.Smtp.csproj", Project("Sql")));

    [Fact]
    public void A_room_that_is_not_in_the_table_fails() =>
        Breaks("has no row", ("src/Postamt.Cellar/Postamt.Cellar.csproj", Project()));

    [Fact]
    public void A_room_does_not_use_the_tests() =>
        Breaks("outside of src", ("src/Postamt.Smtp/Postamt.Smtp.csproj", "<Project><ItemGroup><ProjectReference Include=\"../../tests/Postamt.Ram/Postamt.Ram.csproj\" /></ItemGroup></Project>"));

    [Fact]
    public void A_part_of_the_row_is_enough() =>
        Keeps(("src/Postamt.Smtp/Postamt.Smtp.csproj", Project("Net")));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.Files.Where(file => file.Top == "src" && file.Name.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            var row = Rooms.MayUse(file.Project);
            if (row is null)
            {
                yield return file.At(1, $"{file.Project} has no row in the table of rooms");
                continue;
            }

            foreach (var include in XDocument.Parse(file.Text).Descendants("ProjectReference").Select(reference => ((string?)reference.Attribute("Include") ?? "").Replace('\\', '/')))
            {
                var used = Path.GetFileNameWithoutExtension(include);
                if (include.Contains("tests/", StringComparison.Ordinal) || include.Contains("bench/", StringComparison.Ordinal))
                    yield return file.At(1, $"{file.Project} refers to {used}, which lies outside of src");
                else if (!row.Contains(used))
                    yield return file.At(1, $"{file.Project} may not use {used}");
            }
        }
    }

    private static string Project(params string[] uses) =>
        "<Project><ItemGroup>" + string.Concat(uses.Select(use => $"<ProjectReference Include=\"../Postamt.{use}/Postamt.{use}.csproj\" />")) + "</ItemGroup></Project>";
}
