using System.Text.Json;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Outcomes;

namespace Postamt.Sql.Shared;

/// <summary>A failure that waits for its notice, in a column.</summary>
internal static class DoomText
{
    public static string Write(Doom doom) => JsonSerializer.Serialize(new Stored(
        doom.Failure.Status.ToString(), doom.Failure.Cause, doom.Failure.RemoteHost, doom.Failure.RemoteReply, doom.Expired));

    public static Doom Read(string text)
    {
        var stored = JsonSerializer.Deserialize<Stored>(text) ?? throw new InvalidDataException("a doom is empty");
        if (!EnhancedStatus.TryParse(stored.Status, out var status)) throw new InvalidDataException($"a doom has the status {stored.Status}");
        return new Doom(new DeliveryFailure(status, stored.Cause, stored.Host, stored.Reply), stored.Expired);
    }

    private sealed record Stored(string Status, string Cause, string? Host, string? Reply, bool Expired);
}
