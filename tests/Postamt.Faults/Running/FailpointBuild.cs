namespace Postamt.Faults.Running;

/// <summary>The program once more, in a folder of its own, with the failpoints compiled in. Nothing to do when it is up to date.</summary>
internal static class FailpointBuild
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<string> ProgramAsync()
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "failpoints");
        var build = await BoundedProgram.RunAsync(
            "dotnet",
            ["build", Path.Combine(Checkout.Root, "src", "Postamt.Server"), "-c", "Release", "-v", "q", "--nologo", "--artifacts-path", folder, "-p:Failpoints=true", "-p:UseSharedCompilation=false", "-nodeReuse:false"],
            Limit);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        return Path.Combine(folder, "bin", "Postamt.Server", "release", "postamt.dll");
    }

    /// <summary>The names of all failpoints, read from the source that declares them: a new one is drilled without a word here.</summary>
    public static IReadOnlyList<string> Names()
    {
        var source = File.ReadAllLines(Path.Combine(Checkout.Root, "src", "Postamt.Sql", "Segments", "Failpoints.cs"));
        return [.. source.Where(line => line.Contains("public const string", StringComparison.Ordinal)).Select(line => line.Split('"')[1])];
    }
}
