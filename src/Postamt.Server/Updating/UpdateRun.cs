using System.Globalization;
using System.Net;
using Postamt.Operations.Rollouts;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Server.Verbs;

namespace Postamt.Server.Updating;

/// <summary>One update as its operator sees it. The nodes do it by themselves: whoever watches may go.</summary>
/// <param name="probes">How often in a second it is asked whether mail is taken.</param>
internal sealed class UpdateRun(IVerbHost host, LocalNode node, bool json, int probes, TimeProvider time)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    /// <summary>No answer for so long is no restart any more.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(5);

    /// <summary>After so long without a step it is said who keeps the next one waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HashSet<string> _said = [];
    private long _step = time.GetTimestamp();

    internal async Task<int> RunAsync(string target, CancellationToken cancellationToken)
    {
        var (doors, isProxied) = await DoorsAsync();
        var before = await node.AskAsync("ledger", "verify");
        await using var probe = new ServiceProbe(doors, isProxied, TimeSpan.FromSeconds(1) / probes, time);
        await probe.StartAsync();
        var began = time.GetTimestamp();
        var begun = await node.AskAsync("cluster", "begin", "--to", target);
        foreach (var left in begun.GetProperty("leftOut").EnumerateArray()) Say($"{left.GetString()} does not run, and is left out");
        var course = new UpdateCourse(begun.GetProperty("rollout"));
        await WatchAsync(course, cancellationToken);
        await probe.StopAsync();
        var certificate = UpdateCertificate.Of(course, doors.Count, time.GetElapsedTime(began), probe.Figures, before, await node.AskAsync("ledger", "verify"));
        host.Out.WriteLine(json ? certificate.ToJson() : certificate.ToText());
        return certificate.IsGood ? 0 : 1;
    }

    /// <summary>Says when a node is taken and when it is done, until all are, or all are back.</summary>
    private async Task WatchAsync(UpdateCourse course, CancellationToken cancellationToken)
    {
        for (var heard = time.GetTimestamp(); course.IsUnderWay; await Task.Delay(Glance, time, cancellationToken))
        {
            if (await node.TryAskAsync("cluster", "status") is { } status)
            {
                heard = time.GetTimestamp();
                course.Follow(status.GetProperty("rollout"));
                Tell(course);
                if (time.GetElapsedTime(_step) > Patience) await TellWaitingAsync();
            }
            if (time.GetElapsedTime(heard) > MostSilence)
                throw new OptionException($"No server has answered on {Path.GetFullPath(node.Data)} for {MostSilence.TotalMinutes:0} minutes; the update goes on by itself where nodes live. See postamt cluster status.");
        }
        Tell(course);
    }

    private void Tell(UpdateCourse course)
    {
        if (course.GoesBack) SayOnce($"It failed: {course.Reason}. The nodes that were updated go back");
        if (course.Holder is { } holder) SayOnce(course.GoesBack ? $"{holder} goes back" : $"{holder} is being replaced");
        foreach (var done in course.Turned) SayOnce(course.GoesBack ? $"{done} serves the version before again" : $"{done} serves the new version");
    }

    private async Task TellWaitingAsync()
    {
        if (await node.TryAskAsync("node", "list") is not { } nodes) return;
        foreach (var each in nodes.EnumerateArray().Where(each => each.GetProperty("state").GetString() is not "ready" and not "stopped" || each.GetProperty("silent").GetBoolean()))
            SayOnce($"waiting for {each.GetProperty("name").GetString()}: {(each.GetProperty("silent").GetBoolean() ? "silent" : each.GetProperty("state").GetString())}");
    }

    private void SayOnce(string what)
    {
        if (!_said.Add(what)) return;
        _step = time.GetTimestamp();
        Say(what);
    }

    private void Say(string what)
    {
        if (!json) host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss'Z'} {what}"));
    }

    /// <summary>Those that can be asked from here.</summary>
    private async Task<(IReadOnlyList<IPEndPoint> Doors, Func<IPAddress, bool> IsProxied)> DoorsAsync()
    {
        var status = await node.AskAsync("node", "status");
        var nodes = (await node.AskAsync("node", "list")).EnumerateArray().ToList();
        List<IPEndPoint> doors = [.. nodes.Select(each => each.GetProperty("doors").TryGetProperty("smtp", out var smtp) ? IPEndPoint.Parse(smtp.GetString()!) : null).OfType<IPEndPoint>()];
        foreach (var each in nodes.Where(each => each.GetProperty("state").GetString() == "ready" && !each.GetProperty("doors").TryGetProperty("smtp", out _)))
            Say($"{each.GetProperty("name").GetString()} is not probed: its smtp is not open, or open on all addresses, of which none is known here (--listen smtp=ADDRESS:25)");
        return (doors, LocalNode.IsProxied(status));
    }
}
