using System.Net;
using Microsoft.Extensions.Time.Testing;
using Postamt.Screening.Spf;

namespace Postamt.Screening.Tests.Spf;

/// <summary>Asks as a session does: from 192.0.2.1, by the name of client.example, for somebody at example.com.</summary>
public abstract class SpfTest
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    private protected static async Task<SpfAnswer> AskAsync(string zone, string client = "192.0.2.1", string sender = "bob@example.com", string helo = "client.example") =>
        await new SpfCheck(Zone.Read(zone), new SpfLimits(), "mx.here.example", Time).AskAsync(new SpfQuestion(IPAddress.Parse(client), helo, sender), TestContext.Current.CancellationToken);

    /// <summary>The result of a record of example.com, with more of DNS.</summary>
    private protected static async Task<string> ResultAsync(string record, string zone = "", string client = "192.0.2.1", string sender = "bob@example.com", string helo = "client.example") =>
        (await AskAsync($"example.com TXT {record}\n{zone}", client, sender, helo)).Result.ToString().ToLowerInvariant();
}
