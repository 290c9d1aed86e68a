using System.Text.Json;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Oracle;

/// <summary>The house's own books: the ledger's proof that every accepted mail has its end, and what waits in the queue.</summary>
internal sealed class Books(House house)
{
    public async Task<IReadOnlyList<string>> FindingsAsync()
    {
        var answer = await house.Door.RunAsync("ledger", "verify", "--all", "--json");
        if (answer.Exit != 0 || answer.Out.Length == 0)
            return [$"ledger verify ended with {answer.Exit}: {answer.Out}{answer.Error}"];
        using var json = JsonDocument.Parse(answer.Out);
        return json.RootElement.GetProperty("holds").GetBoolean() ? [] : [$"ledger verify says: {answer.Out}"];
    }

    /// <summary>Ids of the mails that wait, one for each recipient.</summary>
    public async Task<IReadOnlyList<string>> QueueAsync()
    {
        using var json = JsonDocument.Parse(await house.Door.DoAsync("queue", "list", "--json"));
        return [.. json.RootElement.EnumerateArray().Select(row => row.GetProperty("id").GetString()!)];
    }
}
