using Postamt.Engines.Engines;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

public abstract class QueueContract<TEngine> : QueueTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task Recipients_of_one_destination_come_as_one_group_of_at_most_a_hundred()
    {
        await AcceptAsync(Mail([.. Enumerable.Range(0, 150).Select(i => To($"u{i}@away.example"))]));
        Assert.Equal([100, 50], (await LeaseAsync()).Select(message => message.Recipients.Length));
    }

    [Fact]
    public async Task Destinations_are_groups_of_their_own()
    {
        await AcceptAsync(Mail(To("a@x.example"), To("b@y.example"), To("c@here.example")));
        Assert.Equal(["local", "mx:x.example", "mx:y.example"], (await LeaseAsync()).Select(message => message.Destination.Key).Order());
    }

    [Fact]
    public async Task What_is_leased_is_not_leased_again()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        await LeaseOneAsync();
        Assert.Empty(await LeaseAsync());
        Assert.Empty(await LeaseAsync(OtherNode));
    }

    [Fact]
    public async Task The_longest_due_comes_first()
    {
        var first = Mail("1", To("b@x.example"));
        await AcceptAsync(first);
        Engine.Time.Advance(TimeSpan.FromSeconds(1));
        await AcceptAsync(Mail("2", To("b@y.example")));
        Assert.Equal(first.Id, Assert.Single(await LeaseAsync(limit: 1)).AcceptId);
    }

    [Fact]
    public async Task A_busy_destination_is_passed_over()
    {
        await AcceptAsync(Mail(To("a@x.example"), To("b@y.example")));
        Assert.Equal("mx:y.example", Assert.Single(await LeaseAsync(Node, 10, new Destination("mx:x.example"))).Destination.Key);
    }

    [Fact]
    public async Task While_all_others_are_busy_what_stays_here_is_found_behind_them()
    {
        for (var i = 0; i < 5; i++) await AcceptAsync(Mail($"{i}", To($"a@x{i}.example")));
        Engine.Time.Advance(TimeSpan.FromSeconds(1));
        await AcceptAsync(Mail("here", To("c@here.example"), To("b@y.example")));
        Assert.Equal(Destination.Local, Assert.Single(await LeaseAsync(Node, 2, Destination.AnyRemote)).Destination);
        Assert.Empty(await LeaseAsync(Node, 2, Destination.AnyRemote));
    }

    [Fact]
    public async Task A_deferred_recipient_comes_back_when_it_is_due()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var leased = await LeaseOneAsync();
        Assert.Null((await CompleteAsync(leased, _ => Later())).Error);
        Assert.Empty(await LeaseAsync());
        Assert.Equal(Engine.Time.GetUtcNow().AddMinutes(5), (await Engine.Queue.NextDueAsync(Token)).Value);
        Engine.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, (await LeaseOneAsync()).Recipients[0].Attempts);
    }

    [Fact]
    public async Task An_empty_queue_is_never_due() => Assert.Null((await Engine.Queue.NextDueAsync(Token)).Value);

    [Fact]
    public async Task A_delay_notice_is_remembered()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        await CompleteAsync(await LeaseOneAsync(), _ => Later() with { DelayNotice = true });
        Engine.Time.Advance(TimeSpan.FromMinutes(5));
        await CompleteAsync(await LeaseOneAsync(), _ => Later());
        Engine.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await LeaseOneAsync()).Recipients[0].DelayNotified);
    }

    [Theory]
    [InlineData(LedgerEvent.Relayed)]
    [InlineData(LedgerEvent.Bounced)]
    [InlineData(LedgerEvent.Expired)]
    [InlineData(LedgerEvent.Discarded)]
    [InlineData(LedgerEvent.Delivered)]
    public async Task An_end_empties_the_queue_and_stands_in_the_ledger(LedgerEvent end)
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        Assert.Null((await CompleteAsync(await LeaseOneAsync(), _ => Ending(end))).Error);
        Assert.Null((await Engine.Queue.NextDueAsync(Token)).Value);
        Assert.Equal(["Accepted", end.ToString()], await StepsAsync(request.Id));
        Assert.Equal(1, (await HoldsAsync()).Ended[end]);
    }

    [Fact]
    public async Task Completing_twice_changes_nothing_more()
    {
        await AcceptAsync(Mail(To("b@away.example"), To("c@away.example")));
        var leased = await LeaseOneAsync();
        Outcome Mixed(int i) => i == 0 ? new Outcome.Filed(ToAnna()) : Later();
        var ids = leased.Recipients.Select(recipient => recipient.Id).ToList();
        Assert.Null((await CompleteAsync(leased, recipient => Mixed(ids.IndexOf(recipient.Id)))).Error);
        Assert.Null((await CompleteAsync(leased, recipient => Mixed(ids.IndexOf(recipient.Id)))).Error);
        Assert.Equal(1, await InboxCountAsync());
        Assert.Equal(1, (await HoldsAsync()).Live);
    }

    [Fact]
    public async Task A_lease_never_renewed_is_taken_after_fifteen_seconds_and_its_owner_is_fenced()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var frozen = await LeaseOneAsync();
        Assert.Empty(await LeaseAsync(OtherNode));
        foreach (var seconds in new[] { 5, 5, 4 })
        {
            Engine.Time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Empty(await LeaseAsync(OtherNode));
        }
        Engine.Time.Advance(TimeSpan.FromSeconds(1));
        var taken = await LeaseOneAsync(OtherNode);
        Assert.Equal(StoreError.Gone, (await CompleteAsync(frozen, _ => Sent())).Error);
        Assert.False((await Engine.Queue.BeginDotAsync(Node, frozen, All(frozen), "mx", Token)).Value);
        Assert.Equal(StoreError.Gone, (await Engine.Queue.RenewAsync(Node, Token)).Error);
        Assert.Equal(StoreError.Gone, (await Engine.Queue.LeaseAsync(Node, 1, Nothing, Token)).Error);
        Assert.Null((await CompleteAsync(OtherNode, taken, _ => Sent())).Error);
        await HoldsAsync();
    }

    [Fact]
    public async Task A_dead_owner_is_found_by_renewals_alone_and_who_waits_for_mail_is_woken()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        await LeaseOneAsync();
        Assert.Empty(await LeaseAsync(OtherNode));
        var woken = 0;
        Engine.Queue.Enqueued += () => woken++;
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, woken);
            Engine.Time.Advance(LeaseTimes.Heartbeat);
            Assert.Null((await Engine.Queue.RenewAsync(OtherNode, Token)).Error);
        }
        Assert.Equal(1, woken);
        Assert.Equal(StoreError.Gone, (await Engine.Queue.RenewAsync(Node, Token)).Error);
        await LeaseOneAsync(OtherNode);
    }

    [Fact]
    public async Task Who_could_not_look_for_a_while_finds_nobody_dead_because_of_it()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var leased = await LeaseOneAsync();
        Assert.Empty(await LeaseAsync(OtherNode));
        // The database was away from both for a minute.
        Engine.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await Engine.Queue.RenewAsync(OtherNode, Token)).Error);
        Engine.Time.Advance(LeaseTimes.Heartbeat);
        Assert.Empty(await LeaseAsync(OtherNode));
        Assert.Null((await Engine.Queue.RenewAsync(Node, Token)).Error);
        Assert.Null((await CompleteAsync(leased, _ => Sent())).Error);
        await HoldsAsync();
    }

    [Fact]
    public async Task A_renewed_lease_stays()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var leased = await LeaseOneAsync();
        for (var i = 0; i < 6; i++)
        {
            Assert.Empty(await LeaseAsync(OtherNode));
            Engine.Time.Advance(TimeSpan.FromSeconds(5));
            Assert.Null((await Engine.Queue.RenewAsync(Node, Token)).Error);
        }
        Assert.True((await Engine.Queue.BeginDotAsync(Node, leased, All(leased), "mx.example.net", Token)).Value);
    }

    [Fact]
    public async Task Another_epoch_cannot_complete_what_it_does_not_hold()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var leased = await LeaseOneAsync();
        Assert.Equal(StoreError.Gone, (await CompleteAsync(OtherNode, leased, _ => Sent())).Error);
        Assert.Equal(1, (await HoldsAsync()).Live);
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once_and_has_no_attempt()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var leased = await LeaseOneAsync();
        Assert.Null((await Engine.Queue.ReleaseAsync(Node, leased)).Error);
        Assert.Equal(0, (await LeaseOneAsync(OtherNode)).Recipients[0].Attempts);
        Assert.Equal(StoreError.Gone, (await Engine.Queue.ReleaseAsync(Node, leased)).Error);
    }

    [Fact]
    public async Task An_expansion_ends_the_parent_and_begins_children_that_know_their_way()
    {
        var request = Mail(To("list@here.example"));
        await AcceptAsync(request);
        await CompleteAsync(await LeaseOneAsync(), _ => Expanded(To("team@here.example"), Into("anna@here.example")));
        await CompleteAsync(await LeaseOneAsync(), _ => Expanded(To("b@away.example")));
        var child = (await LeaseOneAsync()).Recipients[0];
        Assert.Equal(["team@here.example", "list@here.example"], child.Expansion);
        var balance = await HoldsAsync();
        Assert.Equal((4, 2, 1), (balance.Begun, balance.Ended[LedgerEvent.Expanded], balance.Live));
        Assert.Equal(1, await InboxCountAsync());
    }

    [Fact]
    [Trait("attack", "47")]
    public async Task A_child_whom_the_mail_has_reached_before_is_left_out()
    {
        var request = Mail(To("list@here.example"), To("B@away.example"));
        await AcceptAsync(request);
        var list = (await LeaseAsync()).Single(message => message.Destination.IsLocal);
        await CompleteAsync(list, _ => Expanded(To("team@here.example"), To("b@Away.example"), To("c@away.example")));
        var team = (await LeaseAsync()).Single(message => message.Destination.IsLocal);
        Assert.Null((await CompleteAsync(team, _ => Expanded(To("List@here.example"), To("c@away.example")))).Error);
        var balance = await HoldsAsync();
        Assert.Equal((4, 1, 1, 2), (balance.Begun, balance.Ended[LedgerEvent.Expanded], balance.Ended[LedgerEvent.Discarded], balance.Live));
    }

    [Fact]
    [Trait("attack", "44")]
    public async Task Recipients_that_failed_wait_for_one_notice_that_tells_of_all()
    {
        var request = Mail(To("a@x.example"), To("b@y.example"), To("c@z.example"));
        await AcceptAsync(request);
        var leased = await LeaseAsync();
        Assert.All(leased, message => Assert.True(message.HasOthers));
        var at = Engine.Time.GetUtcNow().AddSeconds(20);
        foreach (var (message, i) in leased.Take(2).Select((message, i) => (message, i)))
        {
            Engine.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null((await CompleteAsync(message, _ => new Outcome.Doomed(new Doom(Failure, i == 0), at.AddSeconds(i)))).Error);
        }
        Assert.Empty(await LeaseAsync());
        Assert.Equal(at, (await Engine.Queue.NextDueAsync(Token)).Value);
        Engine.Time.Advance(at - Engine.Time.GetUtcNow());
        var notice = await LeaseOneAsync();
        Assert.Equal(Destination.Notice, notice.Destination);
        Assert.Equal([new Doom(Failure, true), new Doom(Failure, false)], notice.Recipients.Select(recipient => recipient.Doom));
        Assert.Equal(3, (await HoldsAsync()).Live);
        Assert.Null((await CompleteAsync(notice, _ => new Outcome.Failed(Failure, null))).Error);
        Assert.Equal((1, 2), ((await HoldsAsync()).Live, (await HoldsAsync()).Ended[LedgerEvent.Bounced]));
        Assert.Equal(2, (await StepsAsync(request.Id)).Count(step => step == "Failed"));
    }

    [Fact]
    public async Task A_mails_delay_is_told_once_whichever_of_its_groups_is_first()
    {
        await AcceptAsync(Mail(To("a@x.example"), To("b@y.example")));
        var leased = await LeaseAsync();
        Assert.All(leased, message => Assert.False(message.DelayTold));
        AcceptRequest Notice(string text) => Mail(text, To("sender@here.example")) with { TellsDelay = true, Source = new AcceptSource(AcceptKind.Internal, "", "s", null, "") };
        foreach (var (message, i) in leased.Select((message, i) => (message, i))) await CompleteAsync(message, _ => Later() with { DelayNotice = true }, Notice($"{i}"));
        var notice = await LeaseOneAsync();
        Assert.True(notice.Destination.IsLocal);
        await CompleteAsync(notice, _ => Sent());
        Engine.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.All(await LeaseAsync(), message => Assert.True(message.DelayTold));
        await HoldsAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_stays_junk_in_the_queue(bool isJunk)
    {
        await AcceptAsync(Mail(To("a@x.example")) with { IsJunk = isJunk });
        var leased = await LeaseOneAsync();
        Assert.Equal(isJunk, leased.IsJunk);
        await CompleteAsync(leased, _ => Later());
        Engine.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(isJunk, (await LeaseOneAsync()).IsJunk);
    }

    [Fact]
    public async Task Recipients_that_wait_are_told_with_what_they_wait_for()
    {
        await AcceptAsync(Mail(To("a@x.example"), To("b@y.example"), To("c@z.example")));
        var leased = (await LeaseAsync()).OrderBy(message => message.Destination.Key).ToList();
        await CompleteAsync(leased[0], _ => Later());
        await CompleteAsync(leased[1], _ => new Outcome.Doomed(new Doom(Failure, false), Engine.Time.GetUtcNow()));
        var waiting = Assert.Single((await Engine.Queue.WaitingAsync(leased[2], Token)).Value);
        Assert.Equal("a@x.example", waiting.Recipient.Recipient.Address.ToString());
        Assert.StartsWith("4.4.1 no answer", waiting.LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_alone_in_the_queue_has_no_others()
    {
        await AcceptAsync(Mail(To("a@x.example"), To("b@x.example")));
        Assert.False((await LeaseOneAsync()).HasOthers);
    }

    [Fact]
    public async Task A_child_of_another_company_gets_a_content_of_its_own()
    {
        await AcceptAsync(Mail(To("list@here.example")));
        await CompleteAsync(await LeaseOneAsync(), _ => Expanded(To("b@here.example", OtherCompany)));
        var child = await LeaseOneAsync();
        Assert.Equal((OtherCompany, OtherCompany), (child.Company, child.Content.Company));
        Assert.Null((await Engine.Blobs.OpenAsync(child.Content, Token)).Error);
        await HoldsAsync();
    }

    [Fact]
    public async Task A_notice_is_accepted_with_the_outcome_that_causes_it()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var notice = Mail("notice", To("sender@here.example")) with { Source = new AcceptSource(AcceptKind.Internal, "", "s", null, "") };
        Assert.Null((await CompleteAsync(await LeaseOneAsync(), _ => new Outcome.Failed(Failure, notice.Id), notice)).Error);
        Assert.Equal(notice.Id, (await LeaseOneAsync()).AcceptId);
        Assert.Equal(1, (await HoldsAsync()).Live);
    }

    [Fact]
    public async Task A_filing_that_cannot_be_done_leaves_the_lease_as_it_was()
    {
        await AcceptAsync(Mail(To("b@here.example"), To("c@here.example")));
        var leased = await LeaseOneAsync();
        Assert.Equal(StoreError.NotFound, (await CompleteAsync(leased, _ => new Outcome.Filed(ToAnna() with { Account = new(999) }))).Error);
        Assert.Null((await CompleteAsync(leased, _ => Sent())).Error);
    }

    [Fact]
    public async Task A_missing_outcome_is_a_fault_of_ours()
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var leased = await LeaseOneAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await Engine.Queue.CompleteAsync(Node, leased, [], []));
    }

    private Outcome Ending(LedgerEvent end) => end switch
    {
        LedgerEvent.Relayed => Sent(),
        LedgerEvent.Bounced => new Outcome.Failed(Failure, null),
        LedgerEvent.Expired => new Outcome.Expired(Failure, null),
        LedgerEvent.Discarded => new Outcome.Discarded("a rule"),
        _ => new Outcome.Filed(ToAnna()),
    };
}

public sealed class RamQueueTests : QueueContract<RamEngine>;

public sealed class SqliteQueueTests : QueueContract<SqliteEngine>;

public sealed class PostgresQueueTests : QueueContract<PostgresqlEngine>;
