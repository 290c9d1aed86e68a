using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Processes;
using Postamt.Server.Verbs;

namespace Postamt.Server.Trying.Machines;

/// <summary><c>try --cluster</c>: the whole cluster on loopback, tried out through its front door, until Ctrl-C or SIGTERM.</summary>
internal static class ClusterTrial
{
    /// <param name="options">Of <c>try</c>: its listeners are where the front is.</param>
    internal static async Task<int> RunAsync(IVerbHost host, StartOptions options, SamplePeople sample, ILoggerFactory loggers, bool json, CancellationToken cancellationToken)
    {
        if (options.Database is not null) throw new OptionException("--cluster starts databases of its own; leave --database away.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = Termination.Cancels(stop);
        var progress = new TryProgress(json ? host.Error : host.Out, quiet: json);
        System.IO.Directory.CreateDirectory(options.Data);
        var programs = await ClusterPrograms.FindAsync(host.Error.WriteLine, Path.Combine(options.Data, "packages.log"), stop.Token);
        var plan = ClusterPlan.Make(options.Data, options.Listen);
        await using var cluster = await TryCluster.PrepareAsync(plan, programs, TimeProvider.System, stop.Token);
        try
        {
            await cluster.StartDatabaseAsync(progress.Step, stop.Token);
            var people = await EnsureAsync(cluster, plan, sample, loggers, progress, stop.Token);
            await cluster.StartNodesAsync(progress.Step, stop.Token);
            await TryOutAsync(plan, people[0], progress, stop.Token);
            var report = new ClusterReport(plan, cluster, people);
            if (json) report.PrintJson(host.Out);
            else report.PrintTables(host.Console);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Step("Stopping");
        }
        return 0;
    }

    /// <summary>The people are made before the nodes start, over the connection that the first node is going to have.</summary>
    private static async Task<IReadOnlyList<SampleAccount>> EnsureAsync(TryCluster cluster, ClusterPlan plan, SamplePeople sample, ILoggerFactory loggers, TryProgress progress, CancellationToken cancellationToken)
    {
        var folder = cluster.NodeFolder(ClusterPlan.Machines[0]);
        var first = new StartOptions { Data = folder, Database = new OptionSource(folder).Text("database"), Node = ClusterPlan.Machines[0].Name, SecretKeyFile = plan.SecretKey };
        await using var data = await PatientOpening.OpenAsync(first, loggers, () => ValueTask.CompletedTask, cancellationToken);
        var people = await sample.EnsureAsync(data, count => progress.Count("Accounts made", count, sample.Count), cancellationToken);
        progress.Step($"{people.Count} accounts at {TryVerb.Domain}");
        return people;
    }

    private static async Task TryOutAsync(ClusterPlan plan, SampleAccount person, TryProgress progress, CancellationToken cancellationToken)
    {
        if (!plan.Front.TryGetValue("smtp", out IPEndPoint? smtp) || !plan.Front.TryGetValue("imap", out IPEndPoint? imap)) return;
        await FrontDoor.TryAsync(smtp, imap, person, cancellationToken);
        progress.Step("Sent a mail by SMTP and read it back by IMAP");
    }
}
