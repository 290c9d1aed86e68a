using System.Text;
using Npgsql;
using Postamt.Cluster.Identity;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Engines;
using Postamt.Sql.Postgres;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Engines.Schemas;

/// <summary>An older program comes back to data that a newer one has changed and written: it starts where that does no harm, loses nothing and keeps what it does not know.</summary>
public abstract class LaterSchemaContract<TEngine> : QueueTest<TEngine>
    where TEngine : SqlFixture, new()
{
    private static readonly UidRange[] Everything = [new UidRange(1, uint.MaxValue)];
    private static readonly string[] Tables = ["mailbox", "message", "placement", "queue_message", "queue_recipient", "setting"];

    /// <summary>What the newest schema is that this program knows.</summary>
    protected abstract int Known { get; }

    protected abstract IReadOnlyList<SchemaStep> Plan();

    [Fact]
    public async Task What_is_told_to_do_no_harm_is_worked_beside()
    {
        await AcceptAsync(Mail("first", Into("anna@here.example")));
        await AcceptAsync(Mail("second", Into("anna@here.example")));
        await AcceptAsync(Mail("waits", To("bert@away.example"), To("carl@away.example")));
        await Engine.Settings.WriteAsync("delivery.routes", Company, "\"x\"", Actor.System("test"), Token);
        await ChangeAsync(oldest: Known);
        var before = await LaterAsync();
        Assert.All(before, table => Assert.True(table.Value > 0, table.Key));

        await Engine.RestartAsync();
        Assert.True(Plan().Single(step => step.Number == 9000) is { IsKnown: false, IsUsable: true });
        await WorkAsync();
        await Engine.RestartAsync();

        Assert.Equal(4, await InboxCountAsync());
        await HoldsAsync();
        // One of the two recipients is relayed, so its row is gone; everything else has what the newer program gave it.
        before["queue_recipient"]--;
        Assert.Equal(before, await LaterAsync());
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM later_table WHERE note = 'kept'"));
    }

    [Fact]
    public async Task What_would_do_harm_is_refused_with_a_sentence()
    {
        await ChangeAsync(oldest: Known + 1);
        var refusal = await Record.ExceptionAsync(async () => await Engine.RestartAsync());
        Assert.True(refusal is NewerSchema or DatabaseException, refusal?.ToString());
        Assert.Contains($"has schema 9000, this program knows up to {Known};", refusal!.Message, StringComparison.Ordinal);
        Assert.False(Plan().Single(step => step.Number == 9000).IsUsable);
    }

    /// <summary>All that an older program does with what it finds.</summary>
    private async Task WorkAsync()
    {
        await AcceptAsync(Mail("third", Into("anna@here.example")));
        var inbox = (await Engine.Mailboxes.FindAsync(Anna, MailboxName.Inbox, Token)).Value.Id;
        var content = Postamt.Ram.Store.RamSpool.Content(Encoding.ASCII.GetBytes("appended"));
        Assert.Null((await Engine.Messages.AppendAsync(Anna, inbox, [new NewMessage(content, new byte[] { 1 }, "a@b", [], default, Engine.Time.GetUtcNow(), default)])).Error);
        Assert.Null((await Engine.Messages.StoreFlagsAsync(Anna, inbox, Everything, new FlagChange(FlagMode.Add, new MessageFlags(SystemFlags.Seen)), null)).Error);
        await Engine.Settings.WriteAsync("delivery.routes", Company, "\"y\"", Actor.System("test"), Token);
        await CompleteAsync(await LeaseOneAsync(), recipient => recipient.Recipient.Address.LocalPart == "bert" ? Sent() : Later());
    }

    /// <summary>A newer program: a column for every table, filled, and a table of its own.</summary>
    private async Task ChangeAsync(int oldest)
    {
        List<string> statements =
        [
            .. Tables.Select(table => $"ALTER TABLE {table} ADD COLUMN later TEXT"),
            .. Tables.Select(table => $"UPDATE {table} SET later = 'kept'"),
            "CREATE TABLE later_table (id BIGINT PRIMARY KEY, note TEXT)",
            "INSERT INTO later_table (id, note) VALUES (1, 'kept')",
            $"INSERT INTO schema_version (number, name, applied_at, oldest) VALUES (9000, 'later', 0, {oldest})",
        ];
        foreach (var statement in statements)
        {
            var done = await Engine.Engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
            {
                tx.Execute(statement);
                return default(Unit);
            });
            Assert.Null(done.Error);
        }
    }

    private async Task<SortedDictionary<string, long>> LaterAsync()
    {
        var found = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in Tables) found[table] = await CountAsync($"SELECT count(*) FROM {table} WHERE later = 'kept'");
        return found;
    }

    private async Task<long> CountAsync(string question) =>
        DatabaseUnavailableException.Unless(await Engine.Engine.Readers.ReadAsync(sql => StoreResult<long?>.Ok(sql.QueryLong(question)), Token))!.Value;

    /// <summary>Databases are lent from test to test.</summary>
    protected static string UndoText => string.Join("; ", [.. Tables.Select(table => $"ALTER TABLE {table} DROP COLUMN IF EXISTS later"), "DROP TABLE IF EXISTS later_table", "DELETE FROM schema_version WHERE number = 9000"]);
}

public sealed class SqliteLaterSchema : LaterSchemaContract<SqliteEngine>
{
    protected override int Known => Postamt.Sql.Sqlite.Migrations.All[^1].Number;

    protected override IReadOnlyList<SchemaStep> Plan() => SchemaPlan.OfFolder(Engine.Data.FullName);
}

public sealed class PostgresLaterSchema : LaterSchemaContract<PostgresqlEngine>
{
    protected override int Known => PostgresSchema.All[^1].Number;

    public override async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(Engine.ConnectionString))
        {
            await connection.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand(UndoText, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override IReadOnlyList<SchemaStep> Plan() => SchemaPlan.OfDatabase(Engine.ConnectionString);
}
