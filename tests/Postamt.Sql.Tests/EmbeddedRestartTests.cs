using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Sql.Engines;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

/// <summary>What a start does that has the data to itself.</summary>
public sealed class EmbeddedRestartTests
{
    private static readonly IReadOnlySet<Destination> Nothing = new HashSet<Destination>();
    private static readonly NodeEpoch Before = new(101, "a");
    private static readonly NodeEpoch After = new(102, "b");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_restart_leases_are_free_at_once_and_their_owner_is_fenced()
    {
        using var folder = new SqlTestFolder();
        LeasedMessage before;
        using (var engine = folder.Open())
        {
            Assert.Null((await engine.Acceptance.AcceptAsync(await MailAsync(engine, folder))).Error);
            before = await LeaseAsync(engine, Before);
        }
        using var again = folder.Open();
        var after = await LeaseAsync(again, After);
        Assert.Equal(StoreError.Gone, (await CompleteAsync(again, Before, before)).Error);
        Assert.Null((await CompleteAsync(again, After, after)).Error);
        Assert.True((await again.Ledger.VerifyAsync(all: true, Token)).Value.Holds);
    }

    [Fact]
    public async Task No_file_of_the_database_holds_a_plain_secret()
    {
        using var folder = new SqlTestFolder();
        using (var engine = folder.Open())
        {
            var basics = await EngineDirectory.OpenAsync(engine, keyFile: null, folder.Random, Token);
            await basics.Secrets.WriteAsync(SqlTestFolder.Company, "relay", "a-plain-relay-password"u8.ToArray(), Actor.Operator("root"), Token);
        }
        var files = System.IO.Directory.GetFiles(folder.Path, "*.db*");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf("a-plain-relay-password"u8)));
    }

    private static async Task<AcceptRequest> MailAsync(EmbeddedEngine engine, SqlTestFolder folder)
    {
        await using var writer = engine.Spool.Begin();
        await writer.WriteAsync("Subject: hello\r\n\r\nhello\r\n"u8.ToArray(), Token);
        var recipient = EmailAddress.Parse("b@away.example");
        return new AcceptRequest
        {
            Id = AcceptId.Next(folder.Time, folder.Random),
            Mail = new MailParameters { ReversePath = new ReversePath(EmailAddress.Parse("sender@away.example")) },
            Content = await writer.CompleteAsync(Token),
            Structure = new byte[] { 1 },
            TraceHeader = Encoding.ASCII.GetBytes("Received: by here\r\n"),
            References = [],
            Hops = 1,
            Source = new AcceptSource(AcceptKind.Submission, "192.0.2.0/24", "s1", new AccountId(41), "client"),
            ReceivedAt = folder.Time.GetUtcNow(),
            Verdict = "clean",
            Recipients = [new AcceptRecipient(new EnvelopeRecipient(recipient), SqlTestFolder.Company, new RecipientTarget.Enqueue(Destination.Remote(recipient.Domain)))],
        };
    }

    private static async Task<LeasedMessage> LeaseAsync(EmbeddedEngine engine, NodeEpoch node) => Assert.Single((await engine.Queue.LeaseAsync(node, 10, Nothing, Token)).Value);

    private static ValueTask<StoreResult<Unit>> CompleteAsync(EmbeddedEngine engine, NodeEpoch node, LeasedMessage message) =>
        engine.Queue.CompleteAsync(node, message, [.. message.Recipients.Select(recipient => new RecipientOutcome(recipient.Id, new Outcome.Relayed("mx.example.net", "250 ok")))], []);
}
