using System.Text;
using Postamt.Engines.Engines;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Engines.Queue;

/// <summary>A conversation is one, whichever way its mails come in: delivered, filed from the queue, or appended by a client.</summary>
public abstract class ThreadContract<TEngine> : QueueTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task An_appended_mail_and_delivered_ones_with_the_same_references_are_one_thread()
    {
        await AppendAsync("0@away.example");
        await AcceptAsync(Mail("filed at once", Into("anna@here.example")));
        await AcceptAsync(Mail("by the queue", To("anna@here.example")) with { MessageId = "2@away.example", References = ["0@away.example", "1@away.example"] });
        await CompleteAsync(await LeaseOneAsync(), _ => new Postamt.Queue.Outcomes.Outcome.Filed(ToAnna()));
        await AppendAsync("3@here.example", "2@away.example");
        await AppendAsync("9@elsewhere.example", "8@elsewhere.example");
        var threads = await ThreadsAsync();
        Assert.Equal(5, threads.Count);
        Assert.Single(threads.Take(4).Distinct());
        Assert.NotEqual(threads[0], threads[4]);
    }

    [Fact]
    public async Task An_answer_that_comes_before_its_question_is_in_the_same_thread()
    {
        await AcceptAsync(Mail("answer", Into("anna@here.example")));
        await AppendAsync("0@away.example");
        Assert.Single((await ThreadsAsync()).Distinct());
    }

    private async Task AppendAsync(string messageId, params string[] references)
    {
        var content = Postamt.Ram.Store.RamSpool.Content(Encoding.ASCII.GetBytes($"Message-ID: <{messageId}>\r\n\r\n{messageId}\r\n"));
        var message = new NewMessage(content, "structure"u8.ToArray(), messageId, references, default, Engine.Time.GetUtcNow(), default);
        Assert.Null((await Engine.Messages.AppendAsync(Anna, await InboxAsync(), [message])).Error);
    }

    private async Task<MailboxId> InboxAsync() => (await Engine.Mailboxes.FindAsync(Anna, MailboxName.Inbox, Token)).Value.Id;

    private async Task<List<ThreadId>> ThreadsAsync() =>
        [.. (await Engine.Messages.ReadAsync(Anna, await InboxAsync(), [new UidRange(1, uint.MaxValue)], MessageColumns.Facts, 100, Token)).Value.Select(row => row.ThreadId)];
}

public sealed class RamThreads : ThreadContract<RamEngine>;

public sealed class SqliteThreads : ThreadContract<SqliteEngine>;

public sealed class PostgresThreads : ThreadContract<PostgresqlEngine>;
