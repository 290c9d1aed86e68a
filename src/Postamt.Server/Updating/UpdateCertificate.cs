using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Postamt.Operations.Rollouts;

namespace Postamt.Server.Updating;

/// <summary>What an update has cost: measured while it went on, and counted in the ledger before and after.</summary>
/// <param name="Reason">Why it was stopped.</param>
/// <param name="Updated">Nodes that run the new version.</param>
/// <param name="Reconnects">Probes that had to go to another node.</param>
/// <param name="LongestPause">In seconds, until a node served.</param>
internal sealed record UpdateCertificate(
    bool IsDone, string Target, string? Reason, IReadOnlyList<string> Updated, IReadOnlyList<string> NotUpdated, DateTimeOffset BegunAt, double Seconds, int Nodes, int Probes, int ProbesUnserved,
    int ProbesRefused, int Reconnects, double LongestPause, long Accepted, long Delivered, long Relayed, long Bounced, long UnderWay, bool LedgerHolds)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All nodes run it, and nobody has noticed.</summary>
    internal bool IsGood => IsDone && LedgerHolds && ProbesUnserved == 0;

    internal static UpdateCertificate Of(UpdateCourse course, int nodes, TimeSpan took, ProbeFigures probes, JsonElement before, JsonElement after)
    {
        long Grown(string name) => after.GetProperty("ended").GetProperty(name).GetInt64() - before.GetProperty("ended").GetProperty(name).GetInt64();
        return new UpdateCertificate(
            course.IsDone, course.Target, course.Reason, course.Updated, course.NotUpdated, course.BegunAt, Math.Round(took.TotalSeconds, 1), nodes, probes.Asked, probes.Unserved, probes.Refused, probes.Reconnects,
            Math.Round(probes.LongestPause.TotalSeconds, 3), after.GetProperty("begun").GetInt64() - before.GetProperty("begun").GetInt64(), Grown("delivered"), Grown("relayed"), Grown("bounced"),
            after.GetProperty("live").GetInt64(), after.GetProperty("holds").GetBoolean());
    }

    internal string ToJson() => JsonSerializer.Serialize(this, Options);

    internal string ToText()
    {
        var text = new StringBuilder();
        void Line(string what, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"  {what,-22} ").AppendLine(value.ToString(CultureInfo.InvariantCulture));
        text.AppendLine(IsDone ? "Updated." : $"Not updated: {Reason}.");
        Line("Version", $"{Target}");
        Line("Begun", $"{BegunAt:yyyy-MM-dd HH:mm:ss'Z'}, {Seconds:0.0} s");
        Line("Run it", $"{(Updated.Count == 0 ? "none" : string.Join(", ", Updated))}");
        if (NotUpdated.Count > 0) Line("Run the one before", $"{string.Join(", ", NotUpdated)}");
        Line("Probes", $"{Probes}: {ProbesUnserved} not served, {ProbesRefused} refused for good, {Reconnects} went to another node");
        Line("Longest pause", $"{LongestPause:0.000} s");
        Line("Recipients accepted", $"{Accepted}");
        Line("Delivered, relayed", $"{Delivered}, {Relayed}; {Bounced} bounced; {UnderWay} under way");
        Line("Ledger", $"{(LedgerHolds ? "holds" : "DOES NOT HOLD: see postamt ledger verify")}");
        return text.ToString().TrimEnd();
    }
}
