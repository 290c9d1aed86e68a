namespace Postamt.Faults.Oracle;

/// <summary>The journal compared with the mailboxes and with what the other side has.</summary>
internal sealed record Findings
{
    /// <summary>Deliveries that were answered 250.</summary>
    public required int Accepted { get; init; }

    /// <summary>Changes of mailboxes that were answered OK.</summary>
    public required int Changes { get; init; }

    /// <summary>Mails the other side has.</summary>
    public required int Relayed { get; init; }

    /// <summary>Answered 250 or OK, and not there.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Copies past the first.</summary>
    public List<string> Doubled { get; } = [];

    /// <summary>There, with other octets than those sent.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>There, though never answered 250.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Other flags, another mailbox or other copies than a change that was answered OK made.</summary>
    public List<string> Undone { get; } = [];

    /// <summary>Relayed again by a process that cannot know whether the one before it had the reply (RFC 1047).</summary>
    public List<string> RelayedAgain { get; } = [];

    /// <summary>Relayed twice by one process.</summary>
    public List<string> RelayedTwice { get; } = [];

    private IEnumerable<string> Faults => Lost.Concat(Doubled).Concat(Damaged).Concat(Undone).Concat(RelayedTwice);

    public static Findings Sum(IReadOnlyCollection<Findings> all)
    {
        var sum = new Findings { Accepted = all.Sum(each => each.Accepted), Changes = all.Sum(each => each.Changes), Relayed = all.Sum(each => each.Relayed) };
        sum.Lost.AddRange(all.SelectMany(each => each.Lost));
        sum.Doubled.AddRange(all.SelectMany(each => each.Doubled));
        sum.Damaged.AddRange(all.SelectMany(each => each.Damaged));
        sum.Unknown.AddRange(all.SelectMany(each => each.Unknown));
        sum.Undone.AddRange(all.SelectMany(each => each.Undone));
        sum.RelayedAgain.AddRange(all.SelectMany(each => each.RelayedAgain));
        sum.RelayedTwice.AddRange(all.SelectMany(each => each.RelayedTwice));
        return sum;
    }

    public void AssertClean() => Assert.True(!Faults.Concat(Unknown).Any(), ToString());

    /// <summary>The same while letters are in hand, which may have been taken and not answered.</summary>
    public void AssertNothingWrong() => Assert.True(!Faults.Any(), ToString());

    public override string ToString() =>
        $"{Accepted} accepted, {Changes} changed, {Relayed} relayed: {Lost.Count} lost, {Doubled.Count} doubled, {Damaged.Count} damaged, {Undone.Count} undone, "
        + $"{Unknown.Count} unknown, {RelayedAgain.Count} relayed again, {RelayedTwice.Count} relayed twice "
        + string.Join(' ', Faults.Concat(Unknown).Take(10));
}
