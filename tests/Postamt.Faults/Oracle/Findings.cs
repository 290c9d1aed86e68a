namespace Postamt.Faults.Oracle;

/// <summary>The journal compared with the mailboxes.</summary>
/// <param name="Lost">Answered 250 and not there.</param>
/// <param name="Doubled">Copies past the first.</param>
/// <param name="Damaged">There, with other octets than those sent.</param>
/// <param name="Unknown">There, though never answered 250.</param>
internal sealed record Findings(int Accepted, IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled, IReadOnlyList<string> Damaged, IReadOnlyList<string> Unknown)
{
    public void AssertClean() => Assert.True(Lost.Count + Doubled.Count + Damaged.Count + Unknown.Count == 0, ToString());

    public override string ToString() =>
        $"{Accepted} accepted, {Lost.Count} lost, {Doubled.Count} doubled, {Damaged.Count} damaged, {Unknown.Count} unknown: {string.Join(' ', Lost.Concat(Doubled).Concat(Damaged).Concat(Unknown).Take(10))}";
}
