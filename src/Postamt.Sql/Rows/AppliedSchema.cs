namespace Postamt.Sql.Rows;

/// <summary>Which changes of the schema a database has, against what this program knows.</summary>
/// <param name="Applied">Number, and the oldest schema whose programs may use the database since.</param>
internal sealed record AppliedSchema(IReadOnlyList<(int Number, int Oldest)> Applied, IReadOnlyList<Migration> Known)
{
    public const string Text = """
        SELECT number, coalesce(oldest, number) FROM schema_version
        """;

    public const string NoteText = """
        INSERT INTO schema_version (number, name, applied_at, oldest) VALUES ($1, $2, $3, $4)
        """;

    /// <summary>Databases from before an older program could work beside a newer one have no such column.</summary>
    public const string OldestText = """
        ALTER TABLE schema_version ADD COLUMN oldest BIGINT
        """;

    public static AppliedSchema Read(ISqlReader sql, IReadOnlyList<Migration> known) => new(sql.Query(Text, static row => (row.Int(0), row.Int(1))), known);

    public int NewestKnown => Known.Count == 0 ? 0 : Known[^1].Number;

    public int Newest => Applied.Count == 0 ? 0 : Applied.Max(change => change.Number);

    /// <summary>A newer program has changed the database in a way that this one would do harm to.</summary>
    public bool IsTooNew => Applied.Any(change => change.Number > NewestKnown && change.Oldest > NewestKnown);

    /// <summary>A newer program has changed the database, and this one works with it all the same.</summary>
    public bool IsBeside => !IsTooNew && Newest > NewestKnown;

    public IEnumerable<Migration> Missing => Known.Where(migration => Applied.All(change => change.Number != migration.Number));
}
