using System.CommandLine;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Postamt.Server.Hosting;
using Postamt.Server.Http;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Server.Processes;
using Postamt.Server.Supervising;

namespace Postamt.Server.Verbs;

/// <summary><c>serve</c>: the post office until SIGTERM or Ctrl-C.</summary>
internal static class ServeVerb
{
    internal static Command Make(IVerbHost host)
    {
        var flags = new StartFlags();
        var command = new Command("serve", "Runs the post office");
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = flags.Read(parsed, Listening.Standard) with
            {
                Sockets = InheritedSockets.Read(Environment.GetEnvironmentVariable, Environment.ProcessId),
                OnTrial = Environment.GetEnvironmentVariable(Supervisor.TrialVariable) == "1",
            };
            using var loggers = Logging.Make(options.LogLevel ?? LogLevel.Information);
            return await ServeAsync(options, loggers, service => service.ProbeAsync(cancellationToken), cancellationToken);
        });
        return command;
    }

    /// <param name="ready">Called when the listeners are open.</param>
    internal static async ValueTask<int> ServeAsync(StartOptions options, ILoggerFactory loggers, Func<OfficeService, ValueTask> ready, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger("Postamt.Server");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = Termination.Cancels(ended);
        NodeFace? face = null;
        OfficeData opened;
        try
        {
            opened = await PatientOpening.OpenAsync(options, loggers, async () => face = await NodeFace.StartAsync(options, TimeProvider.System, loggers, ended.Token), ended.Token);
        }
        catch (Exception notOpened)
        {
            if (face is not null) await face.DisposeAsync();
            // Told to end while the database was not there yet.
            if (notOpened is OperationCanceledException && ended.IsCancellationRequested) return 0;
            throw;
        }
        await using var data = opened;
        // The door is there before anybody is told that the node serves, and until its last session has ended: verbs find one or the other, the door or the folder.
        await using var door = new DoorKeeper(data);
        await using var service = await OfficeService.StartAsync(data, face, CancellationToken.None);
        Log.Serving(logger, Product.Version, options.HostName, Path.GetFullPath(options.Data));
        await ready(service);
        new SystemdNotifier().Notify(ServiceState.Ready);
        var supervised = SupervisedNode.OwnProgram is { } program ? new SupervisedNode(options.Data, program, logger) : null;
        if (supervised is not null) service.Watch(supervised);
        await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, data.Time, ended.Token), data.Engine.WhenUnsafe, supervised?.Leaving ?? Task.Delay(Timeout.InfiniteTimeSpan, data.Time, ended.Token));
        if (data.Engine.WhenUnsafe.IsCompleted)
        {
            Log.Unsafe(logger, await data.Engine.WhenUnsafe);
            // Nothing can be saved any more; the write-ahead log is recovered at the next start.
            Environment.Exit(1);
        }
        if (ended.IsCancellationRequested) options.Sockets.Close();
        new SystemdNotifier().Notify(ServiceState.Stopping);
        Log.Stopping(logger);
        return supervised is { Leaving.IsCompleted: true } && !ended.IsCancellationRequested ? Supervisor.ReplaceMe : 0;
    }
}
