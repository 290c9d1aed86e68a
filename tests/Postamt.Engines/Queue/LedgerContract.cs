using Postamt.Cluster.Identity;
using Postamt.Engines.Engines;
using Postamt.Queue.Accepting;
using Postamt.Queue.Inspection;
using Postamt.Queue.Ledger;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

public abstract class LedgerContract<TEngine> : QueueTest<TEngine>
    where TEngine : EngineFixture, new()
{
    private static readonly Actor Admin = Actor.Operator("admin");

    [Fact]
    public async Task A_seal_is_made_only_when_something_was_written()
    {
        Assert.Null((await Engine.Ledger.SealAsync(Node, Token)).Value);
        await AcceptAsync(Mail(To("b@away.example")));
        var seal = (await Engine.Ledger.SealAsync(Node, Token)).Value!;
        Assert.Equal((1, 32, 1L), (seal.Number, seal.Root.Length, seal.Balance.Live));
        Assert.Null((await Engine.Ledger.SealAsync(Node, Token)).Value);
    }

    [Fact]
    public async Task A_proof_goes_on_from_the_last_seal_or_from_the_first_row()
    {
        await AcceptAsync(Mail("1", To("b@away.example")));
        await Engine.Ledger.SealAsync(Node, Token);
        await AcceptAsync(Mail("2", To("b@away.example")));
        await Engine.Ledger.SealAsync(Node, Token);
        await AcceptAsync(Mail("3", To("b@away.example")));
        Assert.Equal((1, true), await Rows(all: false));
        Assert.Equal((3, true), await Rows(all: true));
    }

    [Fact]
    public async Task A_mail_relayed_for_a_stranger_is_a_violation()
    {
        var stranger = Mail(To("b@away.example"));
        await AcceptAsync(stranger with { Source = stranger.Source with { Kind = AcceptKind.Mx, Account = null } });
        await CompleteAsync(await LeaseOneAsync(), _ => Sent());
        Assert.Contains("relayed without a reason", Assert.Single((await ProveAsync()).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forward_of_a_local_recipient_is_a_reason_to_relay()
    {
        var mail = Mail(To("list@here.example"));
        await AcceptAsync(mail with { Source = mail.Source with { Kind = AcceptKind.Mx, Account = null } });
        await CompleteAsync(await LeaseOneAsync(), _ => Expanded(To("b@away.example")));
        await CompleteAsync(await LeaseOneAsync(), _ => Sent());
        await HoldsAsync();
    }

    [Fact]
    public async Task A_mail_delivered_without_a_verdict_is_a_violation()
    {
        await AcceptAsync(Mail(Into("anna@here.example")) with { Verdict = "" });
        Assert.Contains("without a screening verdict", Assert.Single((await ProveAsync()).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_tells_accept_attempts_and_end_in_order()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        Engine.Time.Advance(TimeSpan.FromSeconds(1));
        var leased = await LeaseOneAsync();
        await Engine.Queue.BeginDotAsync(Node, leased, All(leased), "mx.example.net", Token);
        await CompleteAsync(leased, _ => Later());
        Engine.Time.Advance(TimeSpan.FromMinutes(5));
        await CompleteAsync(await LeaseOneAsync(), _ => Sent());
        Assert.Equal(["Accepted", "Attempted", "Deferred", "Relayed"], await StepsAsync(request.Id));
    }

    [Fact]
    [Trait("drill", "29")]
    public async Task Only_recipients_whose_dot_was_begun_may_have_been_sent()
    {
        var request = Mail(To("taken@away.example"), To("refused@away.example"));
        await AcceptAsync(request);
        var leased = await LeaseOneAsync();
        var taken = leased.Recipients.Single(recipient => recipient.Recipient.Address.LocalPart == "taken").Id;
        Assert.True((await Engine.Queue.BeginDotAsync(Node, leased, [taken], "mx.example.net", Token)).Value);
        var steps = (await Engine.Ledger.TraceAsync(new TraceQuery(null, request.Id, null, null, null, 10), Token)).Value;
        Assert.Equal("taken@away.example", Assert.Single(steps, step => step.Step == "Attempted").Recipient);
    }

    [Theory]
    [InlineData("B@Away.example", 1)]
    [InlineData("sender@away.example", 2)]
    [InlineData("nobody@away.example", 0)]
    public async Task A_trace_finds_mails_by_address(string address, int mails)
    {
        await AcceptAsync(Mail("1", To("b@away.example")));
        await AcceptAsync(Mail("2", To("c@away.example")));
        Assert.Equal(mails, await Traced(new TraceQuery(null, null, address, null, null, 10)));
    }

    [Fact]
    public async Task A_trace_keeps_to_company_time_and_limit()
    {
        await AcceptAsync(Mail("1", To("b@away.example")));
        Engine.Time.Advance(TimeSpan.FromHours(1));
        var now = Engine.Time.GetUtcNow();
        await AcceptAsync(Mail("2", To("b@away.example")));
        Assert.Equal(0, await Traced(new TraceQuery(OtherCompany, null, null, null, null, 10)));
        Assert.Equal(2, await Traced(new TraceQuery(Company, null, null, null, null, 10)));
        Assert.Equal(1, await Traced(new TraceQuery(Company, null, null, now, null, 10)));
        Assert.Equal(1, await Traced(new TraceQuery(null, null, "b@away.example", null, now, 10)));
        Assert.Equal(1, await Traced(new TraceQuery(null, null, null, null, null, 1)));
    }

    [Fact]
    public async Task A_held_recipient_waits_until_it_is_released()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        Assert.Equal(1, (await Engine.QueueInspection.HoldAsync(null, request.Id, null, true, Admin, Token)).Value);
        Assert.Empty(await LeaseAsync());
        await Engine.QueueInspection.HoldAsync(null, request.Id, null, false, Admin, Token);
        await LeaseOneAsync();
    }

    [Fact]
    public async Task A_retry_makes_a_deferred_recipient_due_now()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        await CompleteAsync(await LeaseOneAsync(), _ => Later());
        Assert.Equal(1, (await Engine.QueueInspection.RetryAsync(Company, request.Id, null, Admin, Token)).Value);
        await LeaseOneAsync();
    }

    [Fact]
    public async Task A_removed_recipient_is_discarded_by_name()
    {
        var request = Mail(To("b@away.example"), To("c@away.example"));
        await AcceptAsync(request);
        var rows = (await Engine.QueueInspection.ShowAsync(null, request.Id, Token)).Value;
        Assert.Equal(1, (await Engine.QueueInspection.RemoveAsync(null, request.Id, rows[0].Id, Admin, Token)).Value);
        var steps = (await Engine.Ledger.TraceAsync(new TraceQuery(null, request.Id, null, null, null, 10), Token)).Value;
        Assert.Contains("admin", Assert.Single(steps, step => step.Step == "Discarded").Text, StringComparison.Ordinal);
        Assert.Equal(1, (await HoldsAsync()).Live);
    }

    [Fact]
    public async Task A_recipient_under_way_is_not_removed()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        await LeaseOneAsync();
        Assert.Equal(StoreError.InUse, (await Engine.QueueInspection.RemoveAsync(null, request.Id, null, Admin, Token)).Error);
    }

    [Fact]
    public async Task Another_companys_mail_looks_like_none()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        IQueueInspection inspection = Engine.QueueInspection;
        Assert.Equal(StoreError.NotFound, (await inspection.ShowAsync(OtherCompany, request.Id, Token)).Error);
        Assert.Equal(StoreError.NotFound, (await inspection.RemoveAsync(OtherCompany, request.Id, null, Admin, Token)).Error);
        Assert.Empty((await inspection.ListAsync(OtherCompany, default, 10, Token)).Value);
    }

    [Fact]
    public async Task The_list_goes_by_pages()
    {
        await AcceptAsync(Mail([.. Enumerable.Range(0, 5).Select(i => To($"u{i}@away.example"))]));
        var first = (await Engine.QueueInspection.ListAsync(Company, default, 3, Token)).Value;
        var rest = (await Engine.QueueInspection.ListAsync(Company, first[^1].Id, 3, Token)).Value;
        Assert.Equal((3, 2), (first.Count, rest.Count));
        Assert.Equal("sender@away.example", first[0].From);
    }

    private async Task<(long Rows, bool Holds)> Rows(bool all)
    {
        var proof = await ProveAsync(all);
        return (proof.Rows, proof.Holds);
    }

    private async Task<int> Traced(TraceQuery query) => (await Engine.Ledger.TraceAsync(query, Token)).Value.Select(step => step.AcceptId).Distinct().Count();
}

public sealed class RamLedgerTests : LedgerContract<RamEngine>;

public sealed class SqliteLedgerTests : LedgerContract<SqliteEngine>;

public sealed class PostgresLedgerTests : LedgerContract<PostgresqlEngine>;
