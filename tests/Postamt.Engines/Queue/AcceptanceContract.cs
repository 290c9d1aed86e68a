using Postamt.Engines.Engines;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Ledger;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

public abstract class AcceptanceContract<TEngine> : QueueTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task An_accepted_mail_has_a_receipt_with_its_id()
    {
        var request = Mail(To("b@away.example"));
        var receipt = await AcceptAsync(request);
        Assert.Equal(request.Id, receipt.AcceptId);
        Assert.False(receipt.Repeated);
    }

    [Fact]
    public async Task A_queued_mail_comes_back_from_the_lease_as_it_went_in()
    {
        var request = Mail(To("b@away.example")) with { Mail = new MailParameters { EnvelopeId = "e1", Body = BodyType.EightBitMime, SmtpUtf8 = true, Return = DsnReturn.Headers, DeclaredSize = 5 } };
        await AcceptAsync(request);
        var leased = await LeaseOneAsync();
        Assert.Equal(request.Mail, leased.Mail);
        Assert.Equal(request.Structure.ToArray(), leased.Structure.ToArray());
        Assert.Equal(request.TraceHeader.ToArray(), leased.TraceHeader.ToArray());
        Assert.Equal((request.Hops, request.ReceivedAt, AcceptKind.Submission), (leased.Hops, leased.ReceivedAt, leased.Kind));
        await using var content = (await Engine.Blobs.OpenAsync(leased.Content, Token)).Value;
        Assert.Equal(request.Content.Length, content.Length);
    }

    [Fact]
    public async Task A_mail_filed_directly_is_in_the_mailbox_and_delivered_in_the_ledger()
    {
        var request = Mail(Into("anna@here.example"));
        await AcceptAsync(request);
        Assert.Equal(1, await InboxCountAsync());
        Assert.Equal(["Accepted", "Delivered"], await StepsAsync(request.Id));
        Assert.Equal(1, (await HoldsAsync()).Ended[LedgerEvent.Delivered]);
    }

    [Fact]
    public async Task A_mail_sent_again_before_the_answer_gets_the_old_receipt()
    {
        var first = await AcceptAsync(Mail(Into("anna@here.example")));
        var second = await AcceptAsync(Mail(Into("anna@here.example")));
        Assert.True(second.Repeated);
        Assert.Equal(first.AcceptId, second.AcceptId);
        Assert.Equal(1, await InboxCountAsync());
    }

    [Fact]
    public async Task A_mail_sent_again_after_the_answer_is_delivered_again()
    {
        var first = await AcceptAsync(Mail(Into("anna@here.example")));
        Engine.Acceptance.MarkAnswered(first.AcceptId);
        Assert.False((await AcceptAsync(Mail(Into("anna@here.example")))).Repeated);
        Assert.Equal(2, await InboxCountAsync());
    }

    [Fact]
    public async Task After_thirty_minutes_a_mail_is_a_new_one()
    {
        await AcceptAsync(Mail(Into("anna@here.example")));
        Engine.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.False((await AcceptAsync(Mail(Into("anna@here.example")))).Repeated);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("peer")]
    [InlineData("recipient")]
    [InlineData("message-id")]
    [InlineData("reverse-path")]
    public async Task A_mail_that_differs_is_no_repetition(string what)
    {
        await AcceptAsync(Mail(To("b@away.example")));
        var other = Mail(To("b@away.example"));
        other = what switch
        {
            "content" => Mail("other", To("b@away.example")),
            "peer" => other with { Source = other.Source with { PeerNetwork = "198.51.100.0/24" } },
            "recipient" => Mail(To("c@away.example")),
            "message-id" => other with { MessageId = "2@away.example" },
            _ => other with { Mail = new MailParameters() },
        };
        Assert.False((await AcceptAsync(other)).Repeated);
    }

    [Fact]
    public async Task The_same_request_twice_is_one_mail()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        Engine.Acceptance.MarkAnswered(request.Id);
        Assert.True((await AcceptAsync(request)).Repeated);
        await LeaseOneAsync();
    }

    [Fact]
    public async Task A_mail_made_here_is_never_taken_for_a_repetition()
    {
        var source = new AcceptSource(AcceptKind.Internal, "", "s", null, "");
        await AcceptAsync(Mail(To("b@away.example")) with { Source = source });
        Assert.False((await AcceptAsync(Mail(To("b@away.example")) with { Source = source })).Repeated);
    }

    [Fact]
    public async Task A_filing_that_cannot_be_done_undoes_the_whole_mail()
    {
        var nowhere = Into("x@here.example") with { Target = new RecipientTarget.File(ToAnna() with { Account = new(999) }) };
        var result = await Engine.Acceptance.AcceptAsync(Mail(To("b@away.example"), nowhere));
        Assert.Equal(StoreError.NotFound, result.Error);
        Assert.Empty(await LeaseAsync());
        Assert.Equal(0, (await HoldsAsync()).Begun);
    }

    [Fact]
    public async Task Recipients_of_two_companies_are_two_messages_with_a_content_each()
    {
        await AcceptAsync(Mail(To("b@here.example"), To("c@here.example", OtherCompany)));
        var leased = await LeaseAsync();
        Assert.Equal([Company, OtherCompany], leased.Select(message => message.Content.Company).OrderBy(company => company.Value));
        foreach (var message in leased) Assert.Null((await Engine.Blobs.OpenAsync(message.Content, Token)).Error);
    }

    [Fact]
    public async Task The_queue_tells_that_something_came_only_when_something_did()
    {
        var heard = 0;
        Engine.Queue.Enqueued += () => heard++;
        await AcceptAsync(Mail("filed", Into("anna@here.example")));
        Assert.Equal(0, heard);
        await AcceptAsync(Mail("queued", To("b@away.example")));
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task A_mail_without_recipients_is_a_fault_of_ours() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Engine.Acceptance.AcceptAsync(Mail()));
}

public sealed class RamAcceptanceTests : AcceptanceContract<RamEngine>;

public sealed class SqliteAcceptanceTests : AcceptanceContract<SqliteEngine>;

public sealed class PostgresAcceptanceTests : AcceptanceContract<PostgresqlEngine>;
