using Postamt.Engines.Engines;
using Postamt.Sql.Contents;
using Postamt.Sql.Segments;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

/// <summary>A commit that was done while its answer was lost on the way.</summary>
public abstract class UnconfirmedLeaseContract<TEngine> : QueueTest<TEngine>
    where TEngine : SqlFixture, new()
{
    [Fact]
    public async Task A_lease_nobody_confirmed_is_given_to_who_asks_next()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var engine = Engine.Engine;
        var writer = new DeafWriter(engine.Writer) { IsDeaf = true };
        var queue = new QueueSql(writer, engine.Readers, engine.Bodies, new ContentCopies(engine.Readers, engine.Bodies), new QueueSignal(), Engine.Time, Engine.Random);
        Assert.Equal(StoreError.Unavailable, (await queue.LeaseAsync(Node, 10, Nothing, Token)).Error);
        Assert.Empty(await LeaseAsync(OtherNode));
        writer.IsDeaf = false;
        Assert.Null((await CompleteAsync(Assert.Single((await queue.LeaseAsync(Node, 10, Nothing, Token)).Value), _ => Sent())).Error);
        await HoldsAsync();
    }

    private sealed class DeafWriter(IWriter writer) : IWriter
    {
        public bool IsDeaf { get; set; }

        public async ValueTask<StoreResult<T>> WriteAsync<T>(WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work, bool repeatable = false, Foreseen? foreseen = null)
        {
            var result = await writer.WriteAsync(kind, bodies, work, repeatable, foreseen);
            return IsDeaf ? StoreResult<T>.No(StoreError.Unavailable, "the answer was lost") : result;
        }
    }
}

public sealed class SqliteUnconfirmedLease : UnconfirmedLeaseContract<SqliteEngine>;

public sealed class PostgresUnconfirmedLease : UnconfirmedLeaseContract<PostgresqlEngine>;
