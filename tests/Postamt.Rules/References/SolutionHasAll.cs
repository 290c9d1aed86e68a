using System.Xml.Linq;
using Postamt.Rules.Tree;

namespace Postamt.Rules.References;

/// <summary>A project that is not in the solution is neither built nor tested.</summary>
public sealed class SolutionHasAll : Rule
{
    [Fact]
    public void A_forgotten_project_fails() =>
        Breaks("not in Postamt.slnx", ("Postamt.slnx", "<Solution />"), ("src/Postamt.Mail/Postamt.Mail.csproj", "<Project />"));

    [Fact]
    public void A_listed_project_is_fine() =>
        Keeps(("Postamt.slnx", "<Solution><Project Path=\"src/Postamt.Mail/Postamt.Mail.csproj\" /></Solution>"), ("src/Postamt.Mail/Postamt.Mail.csproj", "<Project />"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        var listed = tree.Find("Postamt.slnx") is { } solution
            ? XDocument.Parse(solution.Text).Descendants("Project").Select(project => ((string?)project.Attribute("Path"))?.Replace('\\', '/')).ToHashSet()
            : [];
        return tree.Files
            .Where(file => file.Name.EndsWith(".csproj", StringComparison.Ordinal) && !listed.Contains(file.Path))
            .Select(file => file.At(1, "not in Postamt.slnx"));
    }
}
