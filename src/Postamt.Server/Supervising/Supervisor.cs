using Microsoft.Extensions.Logging;
using Postamt.Server.Options;
using Postamt.Server.Processes;

namespace Postamt.Server.Supervising;

/// <summary>
/// Runs <c>serve</c>, and what serves comes back when it ends by itself. When a server asks for another version, that is started in its place: with the same
/// sockets, where it is the only machine, and on trial. One that does not say in time that it serves is taken back.
/// </summary>
/// <param name="arguments">Those of <c>serve</c>.</param>
/// <param name="rest">From the end of a program that nobody wanted to end to its next start.</param>
internal sealed class Supervisor(string data, IReadOnlyList<string> arguments, HeldSockets? sockets, TimeSpan rest, TimeProvider time, ILogger logger)
{
    /// <summary>How a server ends that wants another version in its place.</summary>
    internal const int ReplaceMe = 85;

    /// <summary>Set for a program that has to show that it works.</summary>
    internal const string TrialVariable = "POSTAMT_TRIAL";

    /// <summary>Set, to its folder, for a program that may end with <see cref="ReplaceMe"/>.</summary>
    internal const string ProgramVariable = "POSTAMT_PROGRAM";

    /// <summary>A trial ends after it: opening the data, migrating it, a mail through the front door.</summary>
    private static readonly TimeSpan TrialPatience = TimeSpan.FromMinutes(3);

    /// <summary>A drain has its own deadlines, which together are shorter.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(70);

    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync(CancellationToken stop)
    {
        using var starter = new ChildStarter();
        var current = Usable(ProgramState.Read(data, logger)?.Current) ?? ProgramFolder.Own;
        ProgramFolder? before = null;
        new ProgramState(current.Name).TryWrite(data, logger);
        while (true)
        {
            var run = await RunAsync(starter, current, before, stop);
            if (stop.IsCancellationRequested) return run.Exit;
            if (before is not null && !run.Served)
            {
                new ProgramState(before.Name, Failure: run.Why, Tried: current.Name).TryWrite(data, logger);
                Log.TakenBack(logger, current.Path, run.Why, before.Path);
                (current, before) = (before, null);
                continue;
            }
            before = null;
            if (run.Exit == ReplaceMe && ProgramState.Read(data, logger)?.Wanted is { } path)
            {
                if (Usable(path) is { } wanted)
                {
                    Log.TryingVersion(logger, wanted.Path);
                    (current, before) = (wanted, current);
                }
                else
                {
                    new ProgramState(current.Name, Failure: "there is no such version on this machine", Tried: path).TryWrite(data, logger);
                }
                continue;
            }
            Log.ServerEnded(logger, run.Exit, (int)rest.TotalSeconds);
            if (!await RestAsync(stop)) return run.Exit;
        }
    }

    /// <summary>One life of a program.</summary>
    private async Task<Run> RunAsync(ChildStarter starter, ProgramFolder program, ProgramFolder? before, CancellationToken stop)
    {
        var isTrial = before is not null;
        using var ready = new ReadinessSocket();
        using var child = await StartAsync(starter, program, ready.Name, isTrial);
        if (isTrial && await FailureAsync(child, ready, stop) is { } failure)
        {
            await child.StopAsync(StopPatience);
            return new Run(child.ExitCode, false, failure);
        }
        if (isTrial && !stop.IsCancellationRequested)
        {
            new ProgramState(program.Name, Tried: program.Name).TryWrite(data, logger);
            Log.NewVersion(logger, program.Path);
            Prune(program, before!);
        }
        await EndAsync(child, stop);
        return new Run(child.ExitCode, true, "");
    }

    /// <returns>Why a program on trial has failed; null for one that serves, and when all is to stop.</returns>
    private async Task<string?> FailureAsync(Child child, ReadinessSocket ready, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(TrialPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        var isReady = ready.WaitAsync(either.Token);
        await Task.WhenAny(isReady, child.WaitAsync(either.Token));
        await either.CancelAsync();
        if (isReady.IsCompletedSuccessfully || stop.IsCancellationRequested) return null;
        return child.HasExited ? $"it ended with {child.ExitCode} before it served; the end of its log on that machine says why" : $"it did not serve within {TrialPatience.TotalMinutes:0} minutes";
    }

    private Task<Child> StartAsync(ChildStarter starter, ProgramFolder program, string readiness, bool isTrial) => Child.StartAsync(
        starter,
        [.. program.Command, "serve", .. arguments],
        start =>
        {
            start.Environment["NOTIFY_SOCKET"] = readiness;
            start.Environment[ProgramVariable] = program.Name;
            start.Environment[TrialVariable] = isTrial ? "1" : "";
            start.Environment[InheritedSockets.Variable] = sockets?.Text ?? "";
        },
        time);

    /// <summary>Its own end, or the one it is told.</summary>
    private async Task EndAsync(Child child, CancellationToken stop)
    {
        try
        {
            await child.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // Whoever connects from now on is not to wait for nobody.
            sockets?.Dispose();
            await child.StopAsync(StopPatience);
        }
    }

    /// <returns>False when all is to stop.</returns>
    private async Task<bool> RestAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(rest, time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Packages that were unpacked for versions before the last one.</summary>
    private void Prune(ProgramFolder current, ProgramFolder before)
    {
        try
        {
            ProgramPackage.Prune(data, current, before);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Log.VersionsLeft(logger, refused.Message);
        }
    }

    /// <summary>A version that was taken off the disk is nobody's any more.</summary>
    private ProgramFolder? Usable(string? path)
    {
        if (path is null) return null;
        try
        {
            return ProgramFolder.Of(path, data);
        }
        catch (OptionException gone)
        {
            Log.VersionMissing(logger, gone.Message);
            return null;
        }
    }

    /// <param name="Why">When it has not served.</param>
    private sealed record Run(int Exit, bool Served, string Why);
}
