using System.Text.Json;

namespace Postamt.Server.Updating;

/// <summary>One update as <c>cluster status</c> tells it, with the way back where it failed.</summary>
/// <param name="rollout">As it began.</param>
internal sealed class UpdateCourse(JsonElement rollout)
{
    private readonly List<string> _all = [.. Names(rollout, _ => true)];
    private readonly string _target = rollout.GetProperty("target").GetString()!;
    private JsonElement _last = rollout;

    internal string Target => _target;

    internal DateTimeOffset BegunAt { get; } = rollout.GetProperty("begunAt").GetDateTimeOffset();

    /// <summary>It, or its way back, is not over.</summary>
    internal bool IsUnderWay => State == "underWay";

    internal bool IsDone => State == "done" && !GoesBack;

    internal string? Reason => _last.GetProperty("reason").GetString();

    /// <summary>Who is being replaced now.</summary>
    internal string? Holder => _last.GetProperty("holder").GetString();

    /// <summary>It failed, and the nodes that were done go back.</summary>
    internal bool GoesBack => _last.GetProperty("restores").ValueKind != JsonValueKind.Null;

    /// <summary>Nodes whose turn is over.</summary>
    internal IReadOnlyList<string> Turned => [.. Names(_last, IsOver)];

    internal IReadOnlyList<string> Updated => [.. Names(_last, node => IsOver(node) != GoesBack)];

    internal IReadOnlyList<string> NotUpdated => [.. _all.Except(Updated)];

    private string State => _last.GetProperty("state").GetString()!;

    internal void Follow(JsonElement now) => _last = now;

    private static bool IsOver(JsonElement node) => node.GetProperty("doneAt").ValueKind != JsonValueKind.Null;

    private static IEnumerable<string> Names(JsonElement rollout, Func<JsonElement, bool> which) => rollout.GetProperty("nodes").EnumerateArray().Where(which).Select(node => node.GetProperty("name").GetString()!);
}
