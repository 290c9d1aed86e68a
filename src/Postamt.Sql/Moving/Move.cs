using Postamt.Sql.Engines;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Moving;

/// <summary>How far a copy is: contents and rows.</summary>
public sealed record MoveProgress(string What, long Done, long All);

/// <summary>
/// Copies everything from one engine to the other, whichever they are. It can be broken off at any moment and run again: each piece is a
/// transaction, and the copy itself shows how far it is. Until the two sides were compared and found equal the copy cannot be used.
/// </summary>
/// <param name="source">What the source is called, in the copy's note and in sentences.</param>
public sealed class Move(SqlEngine from, SqlEngine to, string source)
{
    /// <summary>Tables that number their rows.</summary>
    internal static IReadOnlyList<(string Table, string Column)> Numbered { get; } =
    [
        ("account", "id"), ("attempt", "id"), ("audit", "id"), ("blob", "id"), ("company", "id"), ("credential", "id"), ("department", "id"), ("domain", "id"), ("node", "epoch"),
    ];

    private const string KeysText = """
        SELECT count(*) FROM (SELECT DISTINCT key_id FROM blob) AS keys
        """;

    /// <summary>Copies, compares, and notes that the copy is complete when both are equal.</summary>
    /// <exception cref="MoveException">It cannot be gone on with; the message is a sentence.</exception>
    public async Task<Reconciliation> RunAsync(IProgress<MoveProgress> progress)
    {
        try
        {
            return await CopyAsync(progress);
        }
        catch (IOException e)
        {
            throw new MoveException($"The copy stopped: {e.Message}. Run it again: it goes on where it stopped.", e);
        }
    }

    private async Task<Reconciliation> CopyAsync(IProgress<MoveProgress> progress)
    {
        using var still = from.Movable.HoldStill();
        await BeginAsync();
        var tables = await TablesAsync();
        await CopyNumbersAsync();
        var contents = await CountAsync(from, "SELECT count(*) FROM blob");
        var most = await NumberAsync("blob", "id");
        await new ContentCopy(from, to, Count(progress, "contents", contents)).CopyAsync(most);
        var rows = 0L;
        foreach (var table in tables) rows += await CountAsync(from, table.CountText);
        var copied = Count(progress, "rows", rows);
        foreach (var table in tables) await new TableCopy(from, to, copied).CopyAsync(table);
        CopyFiles();
        var found = await Reconciliation.CompareAsync(from, to, tables, Count(progress, "compared", 2 * rows));
        if (found.IsEqual) await WriteAsync(tx => MoveMark.End(tx, source, tx.Now));
        return found;
    }

    private async Task BeginAsync()
    {
        if (DatabaseUnavailableException.Unless(await from.Readers.ReadAsync(sql => StoreResult<string?>.Ok(MoveMark.Unfinished(sql)), default)) is { } other)
            throw new MoveException($"{source} is itself a copy of {other} that is not complete; complete it first.");
        // Two rows of one content would become one.
        if (await CountAsync(from, KeysText) > 1) throw new MoveException($"The contents of {source} are under more than one key, because a new key was made. Start the server and wait until postamt content-key status shows one, then copy.");
        var (begun, inUse) = DatabaseUnavailableException.Unless(await to.Readers.ReadAsync(sql => StoreResult<(string?, bool)>.Ok((MoveMark.Unfinished(sql), MoveMark.IsInUse(sql))), default));
        if (begun is null && inUse) throw new MoveException("There is a post office already where the copy is to go. Give it an empty database or a new folder.");
        if (begun is not null && begun != source) throw new MoveException($"A copy of {begun} was begun there. Go on with that one, or give this one an empty database or a new folder.");
        await WriteAsync(tx => MoveMark.Begin(tx, source, tx.Now));
    }

    private async Task<IReadOnlyList<TableShape>> TablesAsync()
    {
        var theirs = TableShape.Sort(DatabaseUnavailableException.Unless(await to.Readers.ReadAsync(sql => StoreResult<IReadOnlyList<TableShape>>.Ok(to.Movable.Tables(sql)), default)));
        var ours = TableShape.Sort(DatabaseUnavailableException.Unless(await from.Readers.ReadAsync(sql => StoreResult<IReadOnlyList<TableShape>>.Ok(from.Movable.Tables(sql)), default)));
        var different = ours.Where(table => !theirs.Any(table.IsLike)).Concat(theirs.Where(table => !ours.Any(table.IsLike))).Select(table => table.Name).Distinct().ToList();
        return different.Count == 0 ? ours : throw new MoveException($"The two sides have different tables: {string.Join(", ", different)}.");
    }

    /// <summary>First of all: numbers the copy's engine gives by itself are past all that come.</summary>
    private async Task CopyNumbersAsync()
    {
        foreach (var (table, column) in Numbered)
        {
            var number = await NumberAsync(table, column);
            if (number > 0) await WriteAsync(tx => to.Movable.SetLastNumber(tx, table, column, number));
        }
    }

    private async Task<long> NumberAsync(string table, string column) =>
        DatabaseUnavailableException.Unless(await from.Readers.ReadAsync(sql => StoreResult<long>.Ok(from.Movable.LastNumber(sql, table, column)), default));

    private async Task WriteAsync(Action<WriteTransaction> work) => DatabaseUnavailableException.Unless(await to.Writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
    {
        work(tx);
        return default(Unit);
    }));

    /// <summary>What a node has beside its database: the key of the secrets, copies of the seals, certificates.</summary>
    private void CopyFiles()
    {
        foreach (var file in new DirectoryInfo(from.DataFolderPath).EnumerateFiles())
        {
            var target = Path.Combine(to.DataFolderPath, file.Name);
            if (file.Name is "lock" or "postamt.json" || file.Name.StartsWith("postamt.db", StringComparison.Ordinal) || file.LinkTarget is not null || File.Exists(target)) continue;
            file.CopyTo(target);
        }
    }

    private static async Task<long> CountAsync(SqlEngine engine, string text) => DatabaseUnavailableException.Unless(await engine.Readers.ReadAsync(sql => StoreResult<long>.Ok(sql.QueryLong(text) ?? 0), default));

    private static Action<long> Count(IProgress<MoveProgress> progress, string what, long all)
    {
        var done = 0L;
        return more => progress.Report(new MoveProgress(what, Math.Min(done += more, all), all));
    }
}
