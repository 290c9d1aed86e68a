using Postamt.Faults.Running;

namespace Postamt.Faults.Oracle;

/// <summary>What the strikes of a drill came to. A long drill goes over several data folders: read in one folder, each comparison would be longer than the one before.</summary>
/// <param name="name">Of the drill, as in "kill -9 at random on SQLite".</param>
/// <param name="strikes">How one is counted, as in "kills".</param>
internal sealed class Tally(string name, string strikes)
{
    private const int StrikesALap = 40;

    private readonly List<Findings> _laps = [];
    private int _strikes;
    private int _inFlight;
    private int _letters;

    /// <summary>How many strikes each data folder has to stand.</summary>
    public static IEnumerable<T[]> Laps<T>(IEnumerable<T> strikes) => strikes.Chunk(StrikesALap);

    /// <param name="cutShort">How many transactions and commands it ended in their midst.</param>
    public void Struck(int cutShort)
    {
        _strikes++;
        _inFlight += cutShort > 0 ? 1 : 0;
    }

    /// <summary>A data folder has stood its strikes.</summary>
    public void Lap(Findings findings, Journal journal)
    {
        _laps.Add(findings);
        _letters += journal.Letters;
        findings.AssertClean();
    }

    /// <summary>Says what it came to, and fails where the strikes hardly met work.</summary>
    public void Close()
    {
        var findings = Findings.Sum(_laps);
        Figures.Print($"{name}: {_strikes} {strikes}, {_inFlight} with work in flight; {findings}");
        Assert.True(_letters >= _strikes && findings.Changes >= _strikes, $"hardly any load: {findings}");
        Assert.True(_inFlight * 10 >= _strikes * 8, $"{_inFlight} of {_strikes} {strikes} met work in flight");
    }
}
