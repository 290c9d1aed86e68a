namespace Postamt.TestRun;

/// <summary>What is printed: a line a project with the figures of its drills, then failures, then what was not run and why, then the one line that callers read.</summary>
internal static class Report
{
    public static void Line(ProjectOutcome outcome)
    {
        Console.WriteLine($"{outcome.Name,-32} {outcome.Passed,6} passed {outcome.Failed,4} failed {outcome.Skipped.Count,4} not run {outcome.Took.TotalSeconds,8:0.0} s");
        foreach (var figure in outcome.Figures)
        {
            Console.WriteLine($"    {figure}");
        }
    }

    /// <summary>The exit code: 1 when anything failed.</summary>
    public static int End(IReadOnlyList<ProjectOutcome> outcomes)
    {
        foreach (var failure in outcomes.SelectMany(outcome => outcome.Failures))
        {
            Console.WriteLine();
            Console.WriteLine($"FAILED {failure.Test}");
            Console.WriteLine(Indent(failure.Message));
            Console.WriteLine(Indent(failure.Detail));
        }

        Console.WriteLine();
        foreach (var reason in outcomes.SelectMany(outcome => outcome.Skipped).GroupBy(test => test.Reason))
        {
            foreach (var test in reason)
            {
                Console.WriteLine($"not run  {test.Test}: {reason.Key}");
            }
        }

        var passed = outcomes.Sum(outcome => outcome.Passed);
        var failed = outcomes.Sum(outcome => outcome.Failed);
        var skipped = outcomes.Sum(outcome => outcome.Skipped.Count);
        Console.WriteLine(skipped == 0 ? $"{passed} passed, {failed} failed" : $"{passed} passed, {failed} failed, {skipped} skipped");
        return failed == 0 ? 0 : 1;
    }

    private static string Indent(string text) =>
        string.Join('\n', text.Split('\n').Select(line => "    " + line.TrimEnd()));
}
