using Postamt.Rules.Tree;

namespace Postamt.Rules.Seams;

/// <summary>A receipt is made after a commit and nowhere else: by the engines, and by the engine in memory that the tests use.</summary>
public sealed class ReceiptMakers : Rule
{
    private static readonly string[] Allowed = ["src/Postamt.Sql/", "src/Postamt.Mail/", "tests/Postamt.Ram/", "tests/Postamt.Mail.Tests/"];

    [Fact]
    public void A_receipt_made_by_a_protocol_fails() =>
        Breaks("DurableReceipt", ("src/Postamt.Smtp/A.cs", "class A { object B() => new DurableReceipt(id, now, false); }"));

    [Fact]
    public void A_bare_new_is_seen() =>
        Breaks("DurableReceipt", ("src/Postamt.Smtp/A.cs", "class A { Task<DurableReceipt> B() { DurableReceipt r = new(id, now, false); return r; } }"));

    [Fact]
    public void A_factory_is_seen() =>
        Breaks("DurableReceipt", ("tests/Postamt.Smtp.Tests/A.cs", "class A { object B() => Postamt.Mail.Outcomes.DurableReceipt.Of(1); }"));

    [Fact]
    public void The_engines_may() =>
        Keeps(("src/Postamt.Sql/A.cs", "class A { object B() => new DurableReceipt(id, now, false); }"), ("tests/Postamt.Ram/A.cs", "class A { DurableReceipt B() => new(id, now, false); }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.AllCode)
        {
            foreach (var node in MakersOf.Find(file, "DurableReceipt"))
            {
                if (Allowed.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)))
                    Tell(file.At(node, "makes a DurableReceipt").ToString());
                else
                    yield return file.At(node, "only an engine makes a DurableReceipt");
            }
        }
    }
}
