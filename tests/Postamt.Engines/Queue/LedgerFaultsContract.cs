using Postamt.Engines.Engines;
using Postamt.Queue.Ledger;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

/// <summary>Each thing the ledger promises, broken by hand in the database, is found.</summary>
public abstract class LedgerFaultsContract<TEngine> : QueueTest<TEngine>
    where TEngine : SqlFixture, new()
{
    [Theory]
    [InlineData("DELETE FROM queue_recipient", "is open, but neither queue nor quarantine has it")]
    [InlineData("DELETE FROM ledger WHERE event = 1 AND seq = 1", "rows between are missing")]
    [InlineData("DELETE FROM ledger WHERE event = 1 AND seq = 2", "has an end without a beginning")]
    [InlineData("DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)", "its head says")]
    [InlineData("UPDATE ledger SET event = 14 WHERE event = 10", "does not match its hash")]
    [InlineData("UPDATE ledger SET at = at + 1 WHERE seq = 2", "does not match its hash")]
    [InlineData("UPDATE ledger SET recipient = 'x@away.example' WHERE seq = 1", "do not match their digest")]
    [InlineData("UPDATE ledger SET previous = $1 WHERE seq = 2", "does not chain")]
    [InlineData("UPDATE ledger SET entry = (SELECT entry FROM ledger WHERE seq = 1) WHERE event = 10", "still live")]
    [InlineData("UPDATE ledger_strand SET begun = begun + 1", "other numbers than its rows give")]
    [InlineData("UPDATE seal SET root = $1", "differs from its copy outside")]
    [InlineData("UPDATE seal SET live = live + 1", "does not match the heads")]
    [InlineData("UPDATE seal_head SET hash = $1", "which is missing or another one")]
    [InlineData("DELETE FROM seal", "the database has lost it")]
    [InlineData("UPDATE queue_recipient SET id = id + 1000", "has no beginning in the ledger")]
    public async Task A_planted_fault_is_named(string sql, string sentence)
    {
        await AcceptAsync(Mail("queued", To("b@away.example")));
        await AcceptAsync(Mail("filed", Into("anna@here.example")));
        await Engine.Engine.Ledger.SealAsync(Node, Token);
        await HoldsAsync();
        await BreakAsync(sql);
        var proof = await ProveAsync();
        Assert.False(proof.Holds);
        Assert.Contains(proof.Violations, violation => violation.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_ends_of_one_life_are_found()
    {
        await AcceptAsync(Mail("1", Into("anna@here.example")));
        await AcceptAsync(Mail("2", Into("anna@here.example")));
        await BreakAsync("UPDATE ledger SET entry = (SELECT entry FROM ledger WHERE seq = 1) WHERE seq = 4");
        Assert.Contains((await ProveAsync()).Violations, violation => violation.Contains("has 2 ends", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Erased_persons_leave_the_ledger_provable()
    {
        await AcceptAsync(Mail(Into("anna@here.example")));
        await BreakAsync("UPDATE ledger SET sender = NULL, recipient = NULL, detail = NULL, sender_key = NULL, recipient_key = NULL, salt = NULL");
        await HoldsAsync();
        var steps = (await Engine.Ledger.TraceAsync(new TraceQuery(Company, null, null, null, null, 10), Token)).Value;
        Assert.All(steps, step => Assert.Equal(TraceText.Erased, step.Recipient));
    }

    [Fact]
    public async Task A_seal_a_stop_left_uncopied_is_copied_with_the_next()
    {
        var log = Path.Combine(Engine.Data.FullName, "seals.log");
        await AcceptAsync(Mail("1", To("b@away.example")));
        await Engine.Ledger.SealAsync(Node, Token);
        await File.WriteAllTextAsync(log, "1 2026-03", Token);
        await Engine.RestartAsync();
        await AcceptAsync(Mail("2", To("b@away.example")));
        await Engine.Ledger.SealAsync(Node, Token);
        Assert.Equal(3, (await File.ReadAllLinesAsync(log, Token)).Length);
        await HoldsAsync();
    }

    [Fact]
    public async Task What_was_answered_before_an_orderly_stop_is_no_repetition_after_it()
    {
        Engine.Acceptance.MarkAnswered((await AcceptAsync(Mail(Into("anna@here.example")))).AcceptId);
        await Engine.RestartAsync();
        Assert.False((await AcceptAsync(Mail(Into("anna@here.example")))).Repeated);
    }

    [Fact]
    public async Task A_queued_content_keeps_its_reference_until_the_last_recipient_is_done()
    {
        await AcceptAsync(Mail(To("b@x.example"), To("c@y.example")));
        foreach (var leased in await LeaseAsync())
        {
            Assert.Equal(1, await NumberAsync("SELECT refs FROM blob"));
            Assert.Null((await CompleteAsync(leased, _ => Sent())).Error);
        }
        Assert.Equal(0, await NumberAsync("SELECT refs FROM blob"));
        Assert.Equal(0, await NumberAsync("SELECT count(*) FROM queue_message"));
    }

    /// <param name="sql">$1 is a hash of nothing.</param>
    private async Task BreakAsync(string sql) =>
        Assert.Null((await Engine.Engine.Writer.WriteAsync<int>(WriteKind.Change, tx => sql.Contains("$1", StringComparison.Ordinal) ? tx.Execute(sql, new byte[32]) : tx.Execute(sql))).Error);

    private async Task<long> NumberAsync(string sql) =>
        (await Engine.Engine.Readers.ReadAsync(reader => StoreResult<long>.Ok(reader.QueryLong(sql) ?? -1), Token)).Value;
}

public sealed class SqliteLedgerFaults : LedgerFaultsContract<SqliteEngine>;

public sealed class PostgresLedgerFaults : LedgerFaultsContract<PostgresqlEngine>;
