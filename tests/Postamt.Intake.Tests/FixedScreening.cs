using Postamt.Screening;
using Postamt.Screening.Verdicts;

namespace Postamt.Intake.Tests;

/// <summary>A screening that says always the same.</summary>
internal sealed class FixedScreening(Verdict verdict) : IScreening
{
    public ValueTask<Verdict> ScreenAsync(ScreeningInput input, CancellationToken cancellationToken) => new(verdict);
}
