using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Postamt.Server.Hosting;
using Postamt.Server.Local;
using Postamt.Server.Options;

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
            var options = flags.Read(parsed, Listening.Standard);
            using var loggers = Logging.Make(options.LogLevel ?? LogLevel.Information);
            return await ServeAsync(options, loggers, _ => ValueTask.CompletedTask, cancellationToken);
        });
        return command;
    }

    /// <param name="ready">Called when the listeners are open.</param>
    internal static async ValueTask<int> ServeAsync(StartOptions options, ILoggerFactory loggers, Func<OfficeService, ValueTask> ready, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger("Postamt.Server");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ended.Cancel();
        });
        OfficeData opened;
        try
        {
            opened = await PatientOpening.OpenAsync(options, loggers, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Told to end while the database was not there yet.
            return 0;
        }
        await using var data = opened;
        await using var service = await OfficeService.StartAsync(data, CancellationToken.None);
        await using var door = new DoorKeeper(data);
        Log.Serving(logger, Product.Version, options.HostName, Path.GetFullPath(options.Data));
        await ready(service);
        await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, data.Time, ended.Token), data.Engine.WhenUnsafe);
        if (data.Engine.WhenUnsafe.IsCompleted)
        {
            Log.Unsafe(logger, await data.Engine.WhenUnsafe);
            // Nothing can be saved any more; the write-ahead log is recovered at the next start.
            Environment.Exit(1);
        }
        Log.Stopping(logger);
        return 0;
    }
}
