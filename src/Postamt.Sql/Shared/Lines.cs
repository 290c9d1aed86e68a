using System.Collections.Immutable;

namespace Postamt.Sql.Shared;

/// <summary>Lists of texts without line ends in one column, one a line.</summary>
internal static class Lines
{
    public static string Join(IEnumerable<string> texts) => string.Join('\n', texts);

    public static ImmutableArray<string> Split(string text) => text.Length == 0 ? [] : [.. text.Split('\n')];
}
