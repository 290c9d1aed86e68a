using System.Diagnostics;

namespace Postamt.TestRun;

/// <summary>A project under tests/ that refers to xunit.v3, built as Release. Its executable is the runner.</summary>
internal sealed record TestProject(string Name, string Assembly)
{
    private static readonly TimeSpan Quick = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Full = TimeSpan.FromHours(4);

    /// <summary>Projects whose name contains one of <paramref name="names"/>, in ascending order; all when there are no names.</summary>
    public static IReadOnlyList<TestProject> Find(string root, IReadOnlyList<string> names) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Where(file => File.ReadAllText(file).Contains("\"xunit.v3\"", StringComparison.Ordinal))
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Folder: Path.GetDirectoryName(file)!))
            .Where(project => names.Count == 0 || names.Any(name => project.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(project => project.Name, StringComparer.Ordinal)
            .Select(project => new TestProject(project.Name, Path.Combine(project.Folder, "bin", "Release", "net10.0", project.Name + ".dll"))),
    ];

    public ProjectOutcome Run(string logs, IReadOnlyList<string> options, ChildProcesses children)
    {
        var clock = Stopwatch.StartNew();
        var results = Path.Combine(logs, Name + ".xml");
        var log = Path.Combine(logs, Name + ".log");
        File.Delete(results);
        if (!File.Exists(Assembly))
        {
            return ProjectOutcome.Crashed(Name, clock.Elapsed, $"{Assembly} was not built: is the project in Postamt.slnx?");
        }

        var limit = Environment.GetEnvironmentVariable("POSTAMT_FULL") == "1" ? Full : Quick;
        var exit = children.Run(
            "dotnet", [Assembly, "-noLogo", "-noColor", "-noAutoReporters", "-result-xml", results, .. options],
            Path.GetDirectoryName(Assembly)!, log, limit);
        var end = exit is null ? $"stopped after {limit.TotalMinutes:0} minutes" : $"ended with exit code {exit}";

        ProjectOutcome outcome;
        try
        {
            outcome = ResultFile.Read(Name, results, clock.Elapsed);
        }
        catch (Exception fault) when (fault is IOException or System.Xml.XmlException or FormatException)
        {
            return ProjectOutcome.Crashed(Name, clock.Elapsed, $"{end} without a readable result ({fault.Message}); its output is in {log}", Tail(log));
        }

        // 0: all passed; 1: the result file says which failed. Anything else is the runner's own fault or a crash on the way out.
        var told = exit == 0 || (exit == 1 && outcome.Failed > 0);
        return told ? outcome : outcome.With(new Failure(Name, $"{end}; its output is in {log}", Tail(log)));
    }

    private static string Tail(string log) =>
        File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(40)) : "";
}
