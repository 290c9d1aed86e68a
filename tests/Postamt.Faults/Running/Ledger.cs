using System.Text.Json;

namespace Postamt.Faults.Running;

/// <summary>Asks the program for its proof: <c>ledger verify</c>.</summary>
internal static class Ledger
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The number of recipients still under way. The test fails where the ledger does not hold.</summary>
    public static async Task<long> VerifyAsync(string program, DataFolder data)
    {
        var (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [program, "ledger", "verify", "--all", "--data", data.Path, .. data.Database, "--json"], Limit);
        Assert.True(exitCode == 0, $"ledger verify ended with {exitCode}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("holds").GetBoolean(), output);
        return json.RootElement.GetProperty("live").GetInt64();
    }

    /// <summary>The same on a copy of what a killed process left, which goes afterwards.</summary>
    public static async Task VerifyCopyAsync(string program, DataFolder copy)
    {
        using (copy)
            await VerifyAsync(program, copy);
    }
}
