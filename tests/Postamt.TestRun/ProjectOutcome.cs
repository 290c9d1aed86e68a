namespace Postamt.TestRun;

internal sealed record Failure(string Test, string Message, string Detail);

internal sealed record NotRun(string Test, string Reason);

/// <summary>What one project's run came to. A crash counts as one failure.</summary>
internal sealed record ProjectOutcome(string Name, int Passed, IReadOnlyList<Failure> Failures, IReadOnlyList<NotRun> Skipped, TimeSpan Took)
{
    public int Failed => Failures.Count;

    /// <summary>What tests that count or measure came to, a line each.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    public static ProjectOutcome Crashed(string name, TimeSpan took, string message, string detail = "") =>
        new(name, 0, [new Failure(name, message, detail)], [], took);

    public ProjectOutcome With(Failure failure) => this with { Failures = [.. Failures, failure] };
}
