using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Engines.Engines;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Outcomes;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

/// <summary>Words in which tests of acceptance, queue and ledger speak.</summary>
public abstract class QueueTest<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    protected static readonly CompanyId Company = new(7);
    protected static readonly CompanyId OtherCompany = new(8);
    protected static readonly AccountId Anna = new(41);
    protected static readonly NodeEpoch Node = new(101, "a");
    protected static readonly NodeEpoch OtherNode = new(102, "b");
    protected static readonly DeliveryFailure Failure = new(new EnhancedStatus(4, 4, 1), "no answer", "mx.example.net", null);
    protected static readonly IReadOnlySet<Destination> Nothing = new HashSet<Destination>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Engine.CreateMailboxesAsync(Anna, Company);
    }

    protected static AcceptRecipient To(string address, CompanyId? company = null)
    {
        var parsed = EmailAddress.Parse(address);
        var destination = parsed.Domain.Ascii == "here.example" ? Destination.Local : Destination.Remote(parsed.Domain);
        return new AcceptRecipient(new EnvelopeRecipient(parsed), company ?? Company, new RecipientTarget.Enqueue(destination));
    }

    protected static AcceptRecipient Into(string address) => To(address) with { Target = new RecipientTarget.File(ToAnna()) };

    protected static Filing ToAnna() => new(Anna, MailboxRole.Inbox, "Return-Path: <>\r\n"u8.ToArray(), default);

    protected AcceptRequest Mail(params AcceptRecipient[] recipients) => Mail("hello", recipients);

    protected AcceptRequest Mail(string text, params AcceptRecipient[] recipients) => new()
    {
        Id = AcceptId.Next(Engine.Time, Engine.Random),
        Mail = new MailParameters { ReversePath = new ReversePath(EmailAddress.Parse("sender@away.example")) },
        Content = Postamt.Ram.Store.RamSpool.Content(Encoding.ASCII.GetBytes($"Subject: {text}\r\n\r\n{text}\r\n")),
        Structure = new byte[] { 1, 2, 3 },
        TraceHeader = "Received: by here\r\n"u8.ToArray(),
        MessageId = "1@away.example",
        References = ["0@away.example"],
        Hops = 2,
        Source = new AcceptSource(AcceptKind.Submission, "192.0.2.0/24", "s1", Anna, "client"),
        ReceivedAt = Engine.Time.GetUtcNow(),
        Verdict = "clean",
        Recipients = [.. recipients],
    };

    protected async Task<DurableReceipt> AcceptAsync(AcceptRequest request) => (await Engine.Acceptance.AcceptAsync(request)).Value;

    protected async Task<IReadOnlyList<LeasedMessage>> LeaseAsync(NodeEpoch? node = null, int limit = 100, params Destination[] busy) =>
        (await Engine.Queue.LeaseAsync(node ?? Node, limit, busy.ToHashSet(), Token)).Value;

    protected async Task<LeasedMessage> LeaseOneAsync(NodeEpoch? node = null) => Assert.Single(await LeaseAsync(node));

    protected ValueTask<StoreResult<Unit>> CompleteAsync(LeasedMessage message, Func<LeasedRecipient, Outcome> outcome, params AcceptRequest[] notices) =>
        CompleteAsync(Node, message, outcome, notices);

    protected ValueTask<StoreResult<Unit>> CompleteAsync(NodeEpoch node, LeasedMessage message, Func<LeasedRecipient, Outcome> outcome, params AcceptRequest[] notices) =>
        Engine.Queue.CompleteAsync(node, message, [.. message.Recipients.Select(recipient => new RecipientOutcome(recipient.Id, outcome(recipient)))], notices);

    protected static IReadOnlyList<QueueRecipientId> All(LeasedMessage message) => [.. message.Recipients.Select(recipient => recipient.Id)];

    protected Outcome.Deferred Later(int minutes = 5) => new(Failure, Engine.Time.GetUtcNow().AddMinutes(minutes), false);

    protected static Outcome Sent() => new Outcome.Relayed("mx.example.net", "250 ok");

    protected static Outcome Expanded(params AcceptRecipient[] children) => new Outcome.Expanded([.. children]);

    protected async Task<LedgerProof> ProveAsync(bool all = true) => (await Engine.Ledger.VerifyAsync(all, Token)).Value;

    protected async Task<LedgerBalance> HoldsAsync()
    {
        var proof = await ProveAsync();
        Assert.Empty(proof.Violations);
        Assert.True(proof.Holds);
        return proof.Balance;
    }

    protected async Task<string[]> StepsAsync(AcceptId id) =>
        [.. (await Engine.Ledger.TraceAsync(new TraceQuery(null, id, null, null, null, 10), Token)).Value.Select(step => step.Step)];

    protected async Task<long> InboxCountAsync() => (await Engine.Mailboxes.FindAsync(Anna, MailboxName.Inbox, Token)).Value.Messages;
}
