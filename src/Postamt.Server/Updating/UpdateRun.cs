using System.Globalization;
using System.Net;
using System.Text.Json;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Server.Verbs;

namespace Postamt.Server.Updating;

/// <summary>One update as its operator sees it. The nodes do it by themselves: whoever watches may go.</summary>
internal sealed class UpdateRun(IVerbHost host, string data, bool json, TimeProvider time)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    /// <summary>No answer for so long is no restart any more.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(5);

    internal async Task<int> RunAsync(string target, CancellationToken cancellationToken)
    {
        var doors = await DoorsAsync(cancellationToken);
        var before = await LedgerAsync(cancellationToken);
        await using var probe = new ServiceProbe(doors, time);
        probe.Start();
        var began = time.GetTimestamp();
        var begun = await AskAsync(cancellationToken, "cluster", "begin", "--to", target);
        if (begun.Exit != 0)
        {
            host.Error.Write(begun.Error);
            return begun.Exit;
        }
        var end = await WatchAsync(cancellationToken);
        await probe.StopAsync();
        var certificate = UpdateCertificate.Of(end, doors.Count, time.GetElapsedTime(began), probe, before, await LedgerAsync(cancellationToken));
        host.Out.WriteLine(json ? certificate.ToJson() : certificate.ToText());
        return certificate.IsDone ? 0 : 1;
    }

    /// <summary>Says when a node is taken and when it is done, until all are or one has failed.</summary>
    private async Task<JsonElement> WatchAsync(CancellationToken cancellationToken)
    {
        var said = new HashSet<string>();
        for (var heard = time.GetTimestamp(); ;)
        {
            if (await TryAskAsync(cancellationToken, "cluster", "status") is { } status)
            {
                heard = time.GetTimestamp();
                var rollout = status.GetProperty("rollout");
                foreach (var node in rollout.GetProperty("nodes").EnumerateArray())
                {
                    var name = node.GetProperty("name").GetString()!;
                    if (rollout.GetProperty("holder").GetString() == name && said.Add("taken " + name)) Say($"{name} is being replaced");
                    if (node.GetProperty("doneAt").ValueKind != JsonValueKind.Null && said.Add("done " + name)) Say($"{name} serves the new version");
                }
                if (rollout.GetProperty("state").GetString() != "underWay") return rollout;
            }
            if (time.GetElapsedTime(heard) > MostSilence)
                throw new OptionException($"No server has answered on {Path.GetFullPath(data)} for {MostSilence.TotalMinutes:0} minutes; the update goes on by itself where nodes live. See postamt cluster status.");
            await Task.Delay(Glance, time, cancellationToken);
        }
    }

    private void Say(string what)
    {
        if (!json) host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss'Z'} {what}"));
    }

    private async Task<IReadOnlyList<IPEndPoint>> DoorsAsync(CancellationToken cancellationToken)
    {
        var nodes = (await AskAsync(cancellationToken, "node", "list", "--json")).Json();
        return [.. nodes.EnumerateArray().Where(node => node.GetProperty("state").GetString() == "ready")
            .Select(node => node.GetProperty("listen").TryGetProperty("smtp", out var smtp) ? IPEndPoint.Parse(smtp.GetString()!) : null).OfType<IPEndPoint>().Select(Reachable)];
    }

    private static IPEndPoint Reachable(IPEndPoint endPoint) => endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.Loopback, endPoint.Port) : endPoint;

    private async Task<JsonElement> LedgerAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken, "ledger", "verify", "--json")).Json();

    /// <exception cref="OptionException">No server runs there.</exception>
    private async Task<DoorReply> AskAsync(CancellationToken cancellationToken, params string[] verb) =>
        await Door.AskAsync(data, new DoorRequest([.. verb, "--data", data], ""), cancellationToken)
        ?? throw new OptionException($"No server runs on the data folder {Path.GetFullPath(data)}; there is nothing to update.");

    /// <returns>Null while the server is being replaced.</returns>
    private async Task<JsonElement?> TryAskAsync(CancellationToken cancellationToken, params string[] verb)
    {
        try
        {
            return await Door.AskAsync(data, new DoorRequest([.. verb, "--json", "--data", data], ""), cancellationToken) is { Exit: 0 } reply ? reply.Json() : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
