namespace Postamt.Engines.Schemas;

/// <summary>The statements of a migration's file: each ends with a semicolon at the end of a line.</summary>
internal static class SqlScript
{
    public static IReadOnlyList<string> Statements(string text) =>
        [.. text.ReplaceLineEndings("\n").Split(";\n").Select(statement => statement.Trim()).Where(statement => statement.Split('\n').Any(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)))];
}
