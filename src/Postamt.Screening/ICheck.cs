using Postamt.Screening.Verdicts;

namespace Postamt.Screening;

/// <summary>One check. It never answers a peer; what it cannot tell it says so.</summary>
public interface ICheck
{
    /// <summary>Stable, lower case: stands in verdicts, metrics and logs.</summary>
    string Name { get; }

    /// <summary>Null: as long as any check may take.</summary>
    TimeSpan? Deadline => null;

    ValueTask<Finding> RunAsync(ScreeningInput input, CancellationToken cancellationToken);

    /// <summary>What follows when it broke, or did not end in time.</summary>
    Finding Open(string why) => new Finding.CouldNotTell(why);
}
