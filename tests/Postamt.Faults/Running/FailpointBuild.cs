namespace Postamt.Faults.Running;

/// <summary>
/// The program once more, in a folder of its own, with the failpoints compiled in: the built program with one assembly exchanged.
/// </summary>
internal static class FailpointBuild
{
    private const string Assembly = "Postamt.Sql.dll";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly Once<string> Built = new(BuildAsync);

    private static string Segments => Path.Combine(Checkout.Root, "src", "Postamt.Sql", "Segments");

    public static Task<string> ProgramAsync() => Built.GetAsync();

    /// <summary>The names of all failpoints, read from the source that declares them: a new one is drilled without a word here.</summary>
    public static IReadOnlyList<string> Names() => Constants("Failpoints.cs");

    /// <summary>The safeguards that can be left out.</summary>
    public static IReadOnlyList<string> Omissions() => Constants("Omissions.cs");

    private static async Task<string> BuildAsync()
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "failpoints", Checkout.Configuration);
        var project = Path.Combine(Checkout.Root, "src", "Postamt.Sql", "Postamt.Sql.csproj");
        string[] once = ["-p:BuildProjectReferences=false", "-p:UseSharedCompilation=false", "-nodeReuse:false", "--no-restore"];
        var build = await BoundedProgram.RunAsync("dotnet", ["build", project, "-c", Checkout.Configuration, "-v", "q", "--nologo", "-p:Failpoints=true", .. once], Limit);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        var source = Path.GetDirectoryName(Checkout.Program)!;
        var program = Path.Combine(folder, "program");
        if (Directory.Exists(program)) Directory.Delete(program, recursive: true);
        foreach (var file in new DirectoryInfo(source).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(program, Path.GetRelativePath(source, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            file.CopyTo(target);
        }

        File.Copy(Path.Combine(folder, "sql", Assembly), Path.Combine(program, Assembly), overwrite: true);
        return Path.Combine(program, Path.GetFileName(Checkout.Program));
    }

    private static IReadOnlyList<string> Constants(string file)
    {
        var source = File.ReadAllLines(Path.Combine(Segments, file));
        return [.. source.Where(line => line.Contains("public const string", StringComparison.Ordinal)).Select(line => line.Split('"')[1])];
    }
}
