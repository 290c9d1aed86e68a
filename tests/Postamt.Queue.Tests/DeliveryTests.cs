using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Running;
using Postamt.Ram;
using Postamt.Ram.Store;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;
using Xunit;

namespace Postamt.Queue.Tests;

/// <summary>Outcomes the storage does not take, and notices that cannot be written: no mail is left in a lease.</summary>
public sealed class DeliveryTests : IDisposable
{
    private static readonly NodeEpoch Node = new(101, "a");
    private static readonly CompanyId Company = new(7);
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly RamPostOffice _office;

    public DeliveryTests()
    {
        _office = new RamPostOffice(new ImpatientTime(), _random);
        _office.Store.CreateDefault(new AccountId(41), Company);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _random.Dispose();

    [Fact]
    public async Task A_storage_that_cannot_answer_is_asked_again_until_it_can()
    {
        await DeliverAsync(new FailingQueue(_office.Mail.Queue, StoreError.Unavailable, 5), new Attempt.Relayed("mx", "250 ok", false));
        var balance = await BalanceAsync();
        Assert.Equal((1, 0), (balance.Ended[LedgerEvent.Relayed], balance.Live));
    }

    [Fact]
    public async Task What_is_relayed_is_written_also_when_it_was_refused_at_first()
    {
        await DeliverAsync(new FailingQueue(_office.Mail.Queue, StoreError.Invalid, 5), new Attempt.Relayed("mx", "250 ok", false));
        Assert.Equal(1, (await BalanceAsync()).Ended[LedgerEvent.Relayed]);
    }

    [Fact]
    public async Task A_filing_into_a_mailbox_that_has_gone_is_found_anew_later()
    {
        await DeliverAsync(_office.Mail.Queue, new Attempt.Filed(new Filing(new AccountId(999), MailboxRole.Inbox, default, default)));
        var row = Assert.Single((await _office.Mail.QueueInspection.ListAsync(null, default, 10, Token)).Value);
        Assert.False(row.Leased);
        Assert.Contains("NotFound", row.LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_whose_notice_cannot_be_written_waits_for_it()
    {
        await DeliverAsync(_office.Mail.Queue, new Attempt.Permanent(Mails.Failure(5)));
        var row = Assert.Single((await _office.Mail.QueueInspection.ListAsync(null, default, 10, Token)).Value);
        Assert.Equal((false, "notice"), (row.Leased, row.Destination));
        Assert.Equal(1, (await BalanceAsync()).Live);
    }

    [Fact]
    public async Task A_relayed_mail_whose_notice_cannot_be_written_is_relayed_all_the_same()
    {
        await DeliverAsync(_office.Mail.Queue, new Attempt.Relayed("mx", "250 ok", false), DsnNotify.Success);
        Assert.Equal(1, (await BalanceAsync()).Ended[LedgerEvent.Relayed]);
    }

    [Fact]
    public async Task A_mail_whose_end_met_a_fault_comes_back_from_its_lease()
    {
        await AcceptAsync(DsnNotify.NotGiven);
        var queue = new FailingQueue(_office.Mail.Queue, null, 1);
        var limits = new QueueLimits();
        using var current = new CurrentEpoch(new NoNodes(), "1.0", Node);
        var keeper = new LeaseKeeper(queue, current, limits, _office.Time, NullLogger.Instance);
        var runner = new QueueRunner(queue, Delivery(queue, new Attempt.Relayed("mx", "250 ok", false)), current, keeper, limits, _office.Time, NullLogger<QueueRunner>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = runner.RunAsync(stop.Token, Token);
        while ((await BalanceAsync()).Live > 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        await stop.CancelAsync();
        await running;
        Assert.Equal(1, (await BalanceAsync()).Ended[LedgerEvent.Relayed]);
    }

    private async Task DeliverAsync(IQueue queue, Attempt attempt, DsnNotify notify = DsnNotify.NotGiven)
    {
        await AcceptAsync(notify);
        var message = Assert.Single((await queue.LeaseAsync(Node, 10, new HashSet<Destination>(), Token)).Value);
        await Delivery(queue, attempt).DeliverAsync(Node, message, new NoGuard(), Token);
    }

    private Running.Delivery Delivery(IQueue queue, Attempt attempt)
    {
        var limits = new QueueLimits();
        return new(queue, new FixedAgent(attempt), new FixedAgent(attempt), new BrokenNotices(), limits, new RetrySchedule(limits, _random), _office.Time, NullLogger<Running.Delivery>.Instance);
    }

    private async Task AcceptAsync(DsnNotify notify)
    {
        var to = new EnvelopeRecipient(EmailAddress.Parse("b@away.example")) { Notify = notify };
        await _office.Mail.Acceptance.AcceptAsync(new AcceptRequest
        {
            Id = AcceptId.Next(_office.Time, _random),
            Mail = new MailParameters { ReversePath = new ReversePath(EmailAddress.Parse("a@here.example")) },
            Content = RamSpool.Content("Subject: x\r\n\r\nx\r\n"u8.ToArray()),
            Structure = new byte[] { 1 },
            TraceHeader = default,
            Source = new AcceptSource(AcceptKind.Submission, "192.0.2.0/24", "s", new AccountId(41), "client"),
            ReceivedAt = _office.Time.GetUtcNow(),
            Verdict = "clean",
            Recipients = [new AcceptRecipient(to, Company, new RecipientTarget.Enqueue(Destination.Remote(to.Address.Domain)))],
        });
    }

    private async Task<LedgerBalance> BalanceAsync()
    {
        var proof = (await _office.Mail.Ledger.VerifyAsync(all: true, Token)).Value;
        Assert.Empty(proof.Violations);
        return proof.Balance;
    }

    private sealed class FixedAgent(Attempt attempt) : IDeliveryAgent
    {
        public ValueTask<IReadOnlyList<AttemptResult>> DeliverAsync(LeasedMessage message, IDotGuard guard, CancellationToken cancellationToken) =>
            new([.. message.Recipients.Select(recipient => new AttemptResult(recipient.Id, attempt))]);
    }

    private sealed class BrokenNotices : INoticeWriter
    {
        public ValueTask<AcceptRequest> WriteAsync(Notice notice, CancellationToken cancellationToken) => throw new IOException("the directory cannot say where the notice goes");
    }

    private sealed class NoNodes : INodes
    {
        public ValueTask<NodeEpoch> RegisterAsync(string name, string version, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoGuard : IDotGuard
    {
        public ValueTask<bool> MaySendAsync(IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken) => new(true);
    }
}
