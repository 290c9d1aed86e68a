using Postamt.Rules.Tree;

namespace Postamt.Rules.Seams;

/// <summary>A refusal for good is decided where facts are weighed: in Intake and in Screening. Tests make decisions through the engine in memory.</summary>
public sealed class DecisionMakers : Rule
{
    private static readonly string[] Allowed =
        ["src/Postamt.Intake/", "src/Postamt.Screening/", "src/Postamt.Mail/", "tests/Postamt.Ram/", "tests/Postamt.Mail.Tests/"];

    [Fact]
    public void A_decision_made_by_a_protocol_fails() =>
        Breaks("PolicyDecision", ("src/Postamt.Smtp/A.cs", "class A { object B() => new PolicyDecision(a, 550, c, d); }"));

    [Fact]
    public void A_decision_made_by_the_engine_fails() =>
        Breaks("PolicyDecision", ("src/Postamt.Sql/A.cs", "class A { PolicyDecision? B() => new(a, 550, c, d); }"));

    [Fact]
    public void The_rooms_that_decide_may() =>
        Keeps(("src/Postamt.Intake/A.cs", "class A { object B() => new PolicyDecision(a, 550, c, d); }"), ("src/Postamt.Screening/A.cs", "class A { PolicyDecision B() => new(a, 550, c, d); }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.AllCode)
        {
            foreach (var node in MakersOf.Find(file, "PolicyDecision"))
            {
                if (Allowed.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)))
                    Tell(file.At(node, "makes a PolicyDecision").ToString());
                else
                    yield return file.At(node, "only Intake and Screening make a PolicyDecision");
            }
        }
    }
}
