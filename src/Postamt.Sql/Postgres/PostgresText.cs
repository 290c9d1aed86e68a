using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Postamt.Sql.Postgres;

/// <summary>The shared statements and values as PostgreSQL takes them.</summary>
internal static partial class PostgresText
{
    private static readonly ConcurrentDictionary<string, string> Statements = new(ByReference.Instance);
    private static readonly ConcurrentDictionary<string, string> RowStatements = new(ByReference.Instance);

    /// <summary>A shared statement without SQLite's hints, and with the locks that only this engine needs; the same object each time.</summary>
    public static string Statement(string sql) => Statements.GetOrAdd(sql, static text => Lock().Replace(Hint().Replace(text, ""), "$1").Trim());

    /// <summary>The same for many rows at once: each parameter is an array then, with an element a row.</summary>
    /// <exception cref="ArgumentException">The text is neither INSERT … VALUES ($1, $2 …) nor UPDATE … WHERE.</exception>
    public static string ForRows(string sql) => RowStatements.GetOrAdd(sql, static text => OfRows(Statement(text)));

    /// <summary>PostgreSQL's text holds no U+0000, and UTF-8 no lone surrogates: both become U+FFFD.</summary>
    public static string Value(string text)
    {
        if (!text.Contains('\0') && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.Value == 0 ? "\ufffd" : rune.ToString());
        return clean.ToString();
    }

    private static string OfRows(string text)
    {
        if (Values().Match(text) is { Success: true } values)
            return $"{text[..values.Index]}SELECT * FROM unnest({values.Groups[1].Value}){text[(values.Index + values.Length)..]}";
        var condition = text.LastIndexOf(" WHERE ", StringComparison.Ordinal);
        if (condition < 0 || !text.StartsWith("UPDATE ", StringComparison.Ordinal)) throw new ArgumentException($"not a statement for rows: {text}", nameof(text));
        var numbers = Parameter().Matches(text).Select(match => int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture)).Distinct().Order().ToList();
        var source = $" FROM unnest({string.Join(", ", numbers.Select(number => $"${number}"))}) AS rows ({string.Join(", ", numbers.Select(number => $"p{number}"))})";
        return Parameter().Replace(text[..condition], "rows.p$1") + source + Parameter().Replace(text[condition..], "rows.p$1");
    }

    [GeneratedRegex(@"VALUES \((\$1(?:, \$\d+)*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Values();

    [GeneratedRegex(@"\$(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"/\* (FOR UPDATE(?: SKIP LOCKED)?|FOR KEY SHARE) \*/", RegexOptions.CultureInvariant)]
    private static partial Regex Lock();

    [GeneratedRegex(@"\s+INDEXED BY \w+", RegexOptions.CultureInvariant)]
    private static partial Regex Hint();

    private sealed class ByReference : IEqualityComparer<string>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode(string text) => RuntimeHelpers.GetHashCode(text);
    }
}
