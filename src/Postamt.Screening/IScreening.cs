using Postamt.Screening.Verdicts;

namespace Postamt.Screening;

/// <summary>Runs all checks on a received mail, each under a deadline, and combines their verdicts.</summary>
public interface IScreening
{
    ValueTask<Verdict> ScreenAsync(ScreeningInput input, CancellationToken cancellationToken);
}
