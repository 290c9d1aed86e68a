using System.Text.Json;

namespace Postamt.Faults.Running;

/// <summary>What an operator does about a queue.</summary>
internal static class QueueVerbs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Has every mail that waits tried again now; one that is being tried already is left alone.</summary>
    public static async Task RetryAllAsync(string program, DataFolder data)
    {
        using var list = JsonDocument.Parse(await ListAsync(program, data));
        foreach (var id in list.RootElement.EnumerateArray().Where(row => !row.GetProperty("leased").GetBoolean()).Select(row => row.GetProperty("id").GetString()!).Distinct())
            await RunAsync(program, data, "retry", id);
    }

    /// <summary>What waits, and why, as JSON.</summary>
    public static Task<string> ListAsync(string program, DataFolder data) => RunAsync(program, data, "list", "--json");

    private static async Task<string> RunAsync(string program, DataFolder data, params string[] verb)
    {
        var (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [program, "queue", .. verb, "--data", data.Path, .. data.Database], Limit);
        // A mail can have gone since it was listed, or be on its way.
        Assert.True(exitCode == 0 || error.Contains("in-use", StringComparison.Ordinal) || error.Contains("not-queued", StringComparison.Ordinal) || error.Contains("waits in the queue", StringComparison.Ordinal), output + error);
        return output;
    }
}
