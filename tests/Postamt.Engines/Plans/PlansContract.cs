using Postamt.Engines.Engines;

namespace Postamt.Engines.Plans;

/// <summary>Every statement of the program finds its rows by an index, however large the tables are.</summary>
public abstract class PlansContract<TEngine>(string name) : EngineTest<TEngine>
    where TEngine : SqlFixture, new()
{
    private static readonly string[] Needed =
    [
        "queue_due", "queue_of_message", "queue_leased", "queue_destination_due", "message_expunged", "blob_candidate", "accept_unanswered",
        "ledger_entry", "ledger_accept", "seal_head_of_strand",
    ];

    [Fact]
    public async Task No_statement_reads_a_whole_table_or_sorts_but_those_with_a_reason()
    {
        await using var plans = await Engine.Planner.OpenAsync(Token);
        var faults = await FaultsAsync(plans);
        var allowed = Allowances.Of(name);
        string[] wrong =
        [
            .. faults.Where(fault => !allowed.Any(each => fault.Statement.Text.Contains(each.Part, StringComparison.Ordinal)))
                .Select(fault => $"{fault.Statement.Owner} {string.Join("; ", fault.Faults)}: {fault.Statement.Text}"),
            .. allowed.Where(each => !faults.Any(fault => fault.Statement.Text.Contains(each.Part, StringComparison.Ordinal))).Select(each => $"nothing needs it any more: {each.Part}"),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task All_statements_are_judged()
    {
        var owners = Statements.Of(name).Select(statement => statement.Owner).ToHashSet();
        Assert.True(Statements.Of(name).Count > 150, $"{Statements.Of(name).Count} statements");
        Assert.Superset(new HashSet<string> { "AcceptanceWrites", "Filings", "QueueRecipientSql", "PlacementSql", "MessageReads", "MailboxSql", "LedgerRows", "DirectoryReads", "QueueUpkeepSql" }, owners);
        await using var plans = await Engine.Planner.OpenAsync(Token);
        Assert.NotEmpty(await plans.FaultsAsync("SELECT count(*) FROM ledger WHERE at = $1", Token));
    }

    /// <summary>The failing control: each of these indexes is needed.</summary>
    [Fact]
    public async Task Without_an_index_a_statement_is_reported()
    {
        await using var plans = await Engine.Planner.OpenAsync(Token);
        var before = Lines(await FaultsAsync(plans));
        foreach (var index in Needed)
        {
            await plans.DropIndexAsync(index, Token);
            var after = Lines(await FaultsAsync(plans));
            Assert.True(after.Except(before).Any(), $"nothing needs {index}");
            before = after;
        }
    }

    private static HashSet<string> Lines(IEnumerable<(Statement Statement, IReadOnlyList<string> Faults)> faults) =>
        [.. faults.SelectMany(fault => fault.Faults.Select(line => fault.Statement.Text + line))];

    private async Task<IReadOnlyList<(Statement Statement, IReadOnlyList<string> Faults)>> FaultsAsync(IPlans plans)
    {
        var all = new List<(Statement, IReadOnlyList<string>)>();
        foreach (var statement in Statements.Of(name))
        {
            if (await plans.FaultsAsync(statement.Text, Token) is { Count: > 0 } faults) all.Add((statement, faults));
        }
        return all;
    }
}

public sealed class SqlitePlans() : PlansContract<SqliteEngine>("Sqlite");

public sealed class PostgresPlans() : PlansContract<PostgresqlEngine>("Postgres");
