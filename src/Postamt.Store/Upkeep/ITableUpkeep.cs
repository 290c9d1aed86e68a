using Postamt.Store.Results;

namespace Postamt.Store.Upkeep;

/// <summary>Looks for damage in the tables themselves, in an engine whose files nobody else checks.</summary>
public interface ITableUpkeep
{
    /// <summary>
    /// One piece: reads a table whole and holds it against its indexes and rules. What a row holds beside what an index knows is not looked at.
    /// How far a round has come is remembered across restarts.
    /// </summary>
    /// <param name="every">From the beginning of one round through all tables to that of the next.</param>
    ValueTask<StoreResult<TablePiece>> CheckAsync(TimeSpan every, CancellationToken stop);
}

/// <summary>What one piece of the check did.</summary>
/// <param name="Table">Null: none was due.</param>
/// <param name="Findings">As the database words them; empty: the table is good.</param>
/// <param name="Ended">There is nothing more to do in this round.</param>
public sealed record TablePiece(string? Table, IReadOnlyList<string> Findings, bool Ended);
