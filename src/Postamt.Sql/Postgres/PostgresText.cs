using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Postamt.Sql.Postgres;

/// <summary>The shared statements and values as PostgreSQL takes them.</summary>
internal static partial class PostgresText
{
    private static readonly ConcurrentDictionary<string, string> Statements = new(ByReference.Instance);

    /// <summary>A shared statement without SQLite's hints; the same object each time.</summary>
    public static string Statement(string sql) => Statements.GetOrAdd(sql, static text => Hint().Replace(text, "").Trim());

    /// <summary>PostgreSQL's text holds no U+0000, and UTF-8 no lone surrogates: both become U+FFFD.</summary>
    public static string Value(string text)
    {
        if (!text.Contains('\0') && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.Value == 0 ? "\ufffd" : rune.ToString());
        return clean.ToString();
    }

    [GeneratedRegex(@"\s+INDEXED BY \w+", RegexOptions.CultureInvariant)]
    private static partial Regex Hint();

    private sealed class ByReference : IEqualityComparer<string>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode(string text) => RuntimeHelpers.GetHashCode(text);
    }
}
