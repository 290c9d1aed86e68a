using Postamt.TestRun;

// Arguments: the repository's root, the folder for logs, names of projects to run (none: all), "--", options for the runner.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: Postamt.TestRun ROOT LOGS [NAME...] [-- RUNNER-OPTIONS]");
    return 2;
}

var separator = Array.IndexOf(args, "--") is var at and >= 0 ? at : args.Length;
var projects = TestProject.Find(args[0], args[2..separator]);
var options = args[Math.Min(separator + 1, args.Length)..];
if (projects.Count == 0)
{
    Console.WriteLine("no test project has such a name");
    Console.WriteLine("0 passed, 1 failed");
    return 1;
}

using var children = new ChildProcesses();
var outcomes = new List<ProjectOutcome>();
foreach (var project in projects)
{
    var outcome = project.Run(args[1], options, children);
    Report.Line(outcome);
    outcomes.Add(outcome);
}

if (args[2..separator].Length == 0)
{
    var format = Formatting.Check(args[0], args[1], children);
    Report.Line(format);
    outcomes.Add(format);
}

return Report.End(outcomes);
