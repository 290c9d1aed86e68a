using Postamt.Operations.Rollouts;

namespace Postamt.Server.Supervising;

/// <summary>A server under our supervisor: it writes down which version it wants in its place, and ends.</summary>
internal sealed class SupervisedNode(string data) : IReplaceable
{
    private readonly TaskCompletionSource _leave = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a supervisor has started this process.</summary>
    internal static bool IsOne => Environment.GetEnvironmentVariable(Supervisor.SupervisedVariable) == "1";

    /// <summary>Completed when another version is to take this one's place.</summary>
    internal Task Leaving => _leave.Task;

    public string Program => ProgramFolder.Own.Path;

    public string? FailureOf(string program) => ProgramState.Read(data) is { Tried: { } tried, Failure: { } failure } && tried == program ? failure : null;

    public void ReplaceBy(string program)
    {
        new ProgramState(Program, Wanted: program).Write(data);
        _leave.TrySetResult();
    }
}
