using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>
/// The failing control of the kill drills: a safeguard is left out of the program, and the same drill sees what it guards against.
/// </summary>
public sealed class OmissionControlTests
{
    private const int MostKills = 12;

    /// <summary>Every eighth names one person twice.</summary>
    private const int LettersAtLeast = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HitLimit = TimeSpan.FromSeconds(30);

    /// <summary>What a kill of the process alone shows; those of the standby and of drills have their own controls.</summary>
    public static TheoryData<string> Omissions => [.. FailpointBuild.Omissions().Where(name => name is not (StandbyTests.OfWarning or DrillTests.OfPlacement))];

    [Theory, Trait("drill", "1"), MemberData(nameof(Omissions))]
    public async Task Without_a_safeguard_the_drill_reports_doubled_mails(string omission)
    {
        var program = await FailpointBuild.ProgramAsync();
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var kills = 0;
        var cut = 0;
        // A kill between the commit and the 250 that cuts letters short: their senders send them again.
        while (kills < MostKills && (kills < 3 || cut < 20))
        {
            await using (var office = await PostOffice.TryStartAsync(program, data, new StartFault(Failpoint: "after-accept:kill:20", Without: omission)))
            {
                traffic.Office = Assert.IsType<PostOffice>(office);
                await office.EndAsync(HitLimit);
                traffic.Office = null;
            }

            kills++;
            cut = journal.CutShortCount;
        }

        await using var last = await PostOffice.TryStartAsync(program, data, new StartFault(Without: omission));
        traffic.Office = Assert.IsType<PostOffice>(last);
        while (journal.Letters < LettersAtLeast)
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        var findings = await Ending.FindAsync(program, data, last, traffic, journal);
        Figures.Print($"control without {omission}: {kills} kills; {findings.Lost.Count} lost, {findings.Doubled.Count + findings.RelayedTwice.Count} doubled of {findings.Accepted}");
        Assert.NotEmpty(findings.Doubled.Concat(findings.RelayedTwice));
        Assert.Empty(findings.Lost);
        Assert.Empty(findings.Damaged);
    }
}
