using System.Xml.Linq;

namespace Postamt.TestRun;

/// <summary>Reads the xunit v2+ XML format. Counts come from the test elements, and must agree with the totals the runner wrote.</summary>
internal static class ResultFile
{
    /// <summary>A line of a passed test's output that begins so is printed.</summary>
    private const string FigureMark = "figure: ";

    public static ProjectOutcome Read(string name, string path, TimeSpan took)
    {
        var passed = 0;
        var failures = new List<Failure>();
        var skipped = new List<NotRun>();
        var figures = new List<string>();
        foreach (var assembly in XDocument.Load(path).Root!.Elements("assembly"))
        {
            foreach (var test in assembly.Descendants("test"))
            {
                var title = (string?)test.Attribute("name") ?? "?";
                switch ((string?)test.Attribute("result"))
                {
                    case "Pass":
                        passed++;
                        figures.AddRange(Figures(test));
                        break;
                    case "Fail":
                        failures.Add(new Failure(title, Text(test, "message"), Text(test, "stack-trace") + Output(test)));
                        break;
                    case "Skip":
                        skipped.Add(new NotRun(title, test.Element("reason")?.Value.Trim() ?? "no reason given"));
                        break;
                }
            }

            // Errors outside of a test: a fixture's or a class's clean-up.
            failures.AddRange(assembly.Descendants("error").Select(error =>
                new Failure((string?)error.Attribute("name") ?? name, Text(error, "message"), Text(error, "stack-trace"))));
            var total = (int?)assembly.Attribute("passed") ?? throw new FormatException("the assembly element has no count");
            if (total != assembly.Descendants("test").Count(test => (string?)test.Attribute("result") == "Pass"))
            {
                throw new FormatException("the counts of the result file disagree");
            }
        }

        return passed + failures.Count + skipped.Count == 0
            ? throw new FormatException("no test ran")
            : new ProjectOutcome(name, passed, failures, skipped, took) { Figures = figures };
    }

    private static IEnumerable<string> Figures(XElement test) =>
        (test.Element("output")?.Value ?? "").Split('\n').Where(line => line.StartsWith(FigureMark, StringComparison.Ordinal)).Select(line => line[FigureMark.Length..].TrimEnd());

    private static string Text(XElement element, string child) =>
        (element.Element("failure") ?? element.Element("error"))?.Element(child)?.Value.Trim() ?? "";

    private static string Output(XElement test) =>
        test.Element("output")?.Value is { Length: > 0 } output ? "\noutput:\n" + output.TrimEnd() : "";
}
