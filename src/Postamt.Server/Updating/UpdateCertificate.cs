using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Postamt.Server.Updating;

/// <summary>What an update has cost: measured while it went on, and counted in the ledger before and after.</summary>
/// <param name="Reason">Why it was stopped.</param>
/// <param name="LongestPause">In seconds, until a node greeted.</param>
internal sealed record UpdateCertificate(
    bool IsDone, string Target, string? Reason, IReadOnlyList<string> Updated, IReadOnlyList<string> NotUpdated, DateTimeOffset BegunAt, double Seconds, int Nodes, int Probes, int ProbesUnserved, double LongestPause,
    long Accepted, long Delivered, long Relayed, long Bounced, long UnderWay, bool LedgerHolds)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static UpdateCertificate Of(JsonElement rollout, int nodes, TimeSpan took, ServiceProbe probe, JsonElement before, JsonElement after)
    {
        long Grown(string name) => after.GetProperty("ended").GetProperty(name).GetInt64() - before.GetProperty("ended").GetProperty(name).GetInt64();
        var parts = rollout.GetProperty("nodes").EnumerateArray().ToLookup(node => node.GetProperty("doneAt").ValueKind != JsonValueKind.Null, node => node.GetProperty("name").GetString()!);
        return new UpdateCertificate(
            rollout.GetProperty("state").GetString() == "done", rollout.GetProperty("target").GetString()!, rollout.GetProperty("reason").GetString(), [.. parts[true]], [.. parts[false]],
            rollout.GetProperty("begunAt").GetDateTimeOffset(), Math.Round(took.TotalSeconds, 1), nodes, probe.Asked, probe.Unserved, Math.Round(probe.LongestPause.TotalSeconds, 3),
            after.GetProperty("begun").GetInt64() - before.GetProperty("begun").GetInt64(), Grown("delivered"), Grown("relayed"), Grown("bounced"), after.GetProperty("live").GetInt64(), after.GetProperty("holds").GetBoolean());
    }

    internal string ToJson() => JsonSerializer.Serialize(this, Options);

    internal string ToText()
    {
        var text = new StringBuilder();
        void Line(string what, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"  {what,-22} ").AppendLine(value.ToString(CultureInfo.InvariantCulture));
        text.AppendLine(IsDone ? "Updated." : $"Stopped: {Reason}.");
        Line("Version", $"{Target}");
        Line("Begun", $"{BegunAt:yyyy-MM-dd HH:mm:ss'Z'}, {Seconds:0.0} s");
        Line("Updated", $"{(Updated.Count == 0 ? "none" : string.Join(", ", Updated))}");
        if (NotUpdated.Count > 0) Line("Not updated", $"{string.Join(", ", NotUpdated)}");
        Line("Probes", $"{Probes}, {ProbesUnserved} not served, longest pause {LongestPause:0.000} s");
        Line("Recipients accepted", $"{Accepted}");
        Line("Delivered, relayed", $"{Delivered}, {Relayed}; {Bounced} bounced; {UnderWay} under way");
        Line("Ledger", $"{(LedgerHolds ? "holds" : "DOES NOT HOLD: see postamt ledger verify")}");
        return text.ToString().TrimEnd();
    }
}
