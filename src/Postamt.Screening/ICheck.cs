using Postamt.Screening.Verdicts;

namespace Postamt.Screening;

/// <summary>One check. It never answers a peer; what it cannot tell it says so.</summary>
public interface ICheck
{
    /// <summary>Stable, lower case: stands in verdicts, metrics and logs.</summary>
    string Name { get; }

    ValueTask<Finding> RunAsync(ScreeningInput input, CancellationToken cancellationToken);
}
