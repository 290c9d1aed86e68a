using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Postamt.TestRun;

/// <summary>
/// A project under tests/ that refers to xunit.v3, built as Release. Its executable is the runner. One whose project file has TestRuns
/// (NAME|RUNNER-OPTIONS; …) is run once for each of them, with the name in POSTAMT_TEST_ENGINE.
/// </summary>
internal sealed partial record TestProject(string Project, string Assembly, string? Engine, IReadOnlyList<string> Filter)
{
    private static readonly TimeSpan Quick = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Full = TimeSpan.FromHours(24);

    public string Name => Engine is null ? Project : $"{Project} {Engine}";

    /// <summary>Projects whose name contains one of <paramref name="names"/>, in ascending order; all when there are no names.</summary>
    public static IReadOnlyList<TestProject> Find(string root, IReadOnlyList<string> names) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Folder: Path.GetDirectoryName(file)!, Text: File.ReadAllText(file)))
            .Where(project => project.Text.Contains("\"xunit.v3\"", StringComparison.Ordinal))
            .Where(project => names.Count == 0 || names.Any(name => project.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(project => project.Name, StringComparer.Ordinal)
            .SelectMany(project => Runs(project.Name, Path.Combine(project.Folder, "bin", "Release", "net10.0", project.Name + ".dll"), project.Text)),
    ];

    public ProjectOutcome Run(string logs, IReadOnlyList<string> options, ChildProcesses children)
    {
        var clock = Stopwatch.StartNew();
        var results = Path.Combine(logs, Name.Replace(' ', '.') + ".xml");
        var log = Path.Combine(logs, Name.Replace(' ', '.') + ".log");
        File.Delete(results);
        if (!File.Exists(Assembly))
        {
            return ProjectOutcome.Crashed(Name, clock.Elapsed, $"{Assembly} was not built: is the project in Postamt.slnx?");
        }

        var limit = Environment.GetEnvironmentVariable("POSTAMT_FULL") == "1" ? Full : Quick;
        var exit = children.Run(
            "dotnet", [Assembly, "-noLogo", "-noColor", "-noAutoReporters", "-result-xml", results, .. Filter, .. options],
            Path.GetDirectoryName(Assembly)!, log, limit, Engine is null ? null : ("POSTAMT_TEST_ENGINE", Engine));
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

    private static IEnumerable<TestProject> Runs(string project, string assembly, string text)
    {
        if (TestRuns().Match(text) is not { Success: true } found)
        {
            return [new TestProject(project, assembly, null, [])];
        }

        return found.Groups[1].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(run => run.Split('|', StringSplitOptions.TrimEntries))
            .Select(run => new TestProject(project, assembly, run[0], run[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string Tail(string log) =>
        File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(40)) : "";

    [GeneratedRegex("<TestRuns>([^<]*)</TestRuns>")]
    private static partial Regex TestRuns();
}
