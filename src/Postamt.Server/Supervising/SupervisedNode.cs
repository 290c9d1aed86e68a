using Microsoft.Extensions.Logging;
using Postamt.Operations.Rollouts;
using Postamt.Server.Options;

namespace Postamt.Server.Supervising;

/// <summary>A server under our supervisor: it writes down which version it wants in its place, and ends.</summary>
internal sealed class SupervisedNode(string data, string program, ILogger logger) : IReplaceable
{
    private readonly TaskCompletionSource _leave = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The folder that a supervisor has started this process from, as it was named; null where none has.</summary>
    internal static string? OwnProgram => Environment.GetEnvironmentVariable(Supervisor.ProgramVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Completed when another version is to take this one's place.</summary>
    internal Task Leaving => _leave.Task;

    public string Program => program;

    public string? ObstacleTo(string wanted)
    {
        try
        {
            ProgramFolder.Of(wanted, data);
            return null;
        }
        catch (OptionException missing)
        {
            return missing.Message.TrimEnd('.');
        }
    }

    public string? FailureOf(string tried) => ProgramState.Read(data, logger) is { Tried: { } last, Failure: { } failure } && last == tried ? failure : null;

    public void ReplaceBy(string wanted)
    {
        new ProgramState(program, Wanted: wanted).Write(data);
        _leave.TrySetResult();
    }
}
