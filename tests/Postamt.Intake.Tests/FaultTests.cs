using Postamt.Mail.Outcomes;
using Postamt.Ram.Store;
using Postamt.Screening.Verdicts;
using Postamt.Smtp.Server;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;

namespace Postamt.Intake.Tests;

/// <summary>What is broken on our side is 4xx at every step: the peer keeps the mail and comes again.</summary>
public sealed class FaultTests : HouseTest
{
    private const string Own = "From: anna@one.example\r\n\r\n";

    [Theory]
    [InlineData("anna@one.example")]
    [InlineData("nobody@one.example")]
    [InlineData("u@far.example")]
    [InlineData("postmaster")]
    public async Task A_directory_that_is_away_at_RCPT_is_451(string to)
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        House.Office.Directory.Fault = "the disk sdb1 is gone";
        var reply = await talk.ToAsync(to);
        Assert.StartsWith("451 4.3.0", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("sdb1", reply, StringComparison.Ordinal);
        await talk.ExpectAsync("503", "DATA");
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    [Trait("drill", "17")]
    public async Task Of_ten_thousand_recipients_none_is_refused_for_good_because_the_directory_does_not_answer()
    {
        var random = new Random(17);
        var replies = new Dictionary<string, int>();
        while (replies.Values.Sum() < 10_000)
        {
            await using var talk = await Talk.OpenAsync(House);
            await talk.FromAsync("x@far.example");
            while (replies.Values.Sum() < 10_000)
            {
                House.Forget();
                House.Office.Directory.Fault = random.Next(3) == 0 ? "away" : null;
                var reply = await talk.ToAsync(random.Next(2) == 0 ? "anna@one.example" : "BERT@one.example");
                // As many as a mail may have, or as a session may try.
                if (reply.Length == 0 || reply.StartsWith("452", StringComparison.Ordinal)) break;
                replies[reply[..3]] = replies.GetValueOrDefault(reply[..3]) + 1;
            }
            House.Office.Directory.Fault = null;
        }
        Assert.All(replies.Keys, code => Assert.Contains(code, (string[])["250", "451", "421"]));
        Assert.True(replies["451"] > 1_000 && replies["250"] > 1_000, string.Join(", ", replies));
    }

    [Fact]
    public async Task A_directory_that_goes_between_two_recipients_loses_neither()
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("250", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
        House.Office.Directory.Fault = "away";
        Assert.StartsWith("451 4.3.0", await talk.ToAsync("nobody@one.example"), StringComparison.Ordinal);
        House.Office.Directory.Fault = null;
        Assert.StartsWith("550 5.1.1", await talk.ToAsync("nobody@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.DataAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_away_at_MAIL_is_451()
    {
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        House.Office.Directory.Fault = "away";
        await talk.ExpectAsync("451 4.3.0", "MAIL FROM:<anna@one.example>");
        await talk.ExpectAsync("451 4.3.0", "MAIL FROM:<bert@one.example>");
        House.Office.Directory.Fault = null;
        await talk.ExpectAsync("250", "MAIL FROM:<anna@one.example>");
    }

    [Theory]
    [InlineData("From: anna+new@one.example\r\n\r\n")]
    [InlineData("From: anna@one.example\r\nSender: bert@one.example\r\n\r\n")]
    public async Task A_directory_that_is_away_at_the_end_of_the_content_is_451(string content)
    {
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        await talk.FromAsync("anna@one.example");
        Assert.StartsWith("250", await talk.ToAsync("u@far.example"), StringComparison.Ordinal);
        House.Office.Directory.Fault = "away";
        Assert.StartsWith("451 4.3.0", await talk.DataAsync(content), StringComparison.Ordinal);
        await House.AssertNothingTakenAsync();
    }

    [Theory]
    [InlineData(StoreError.Unavailable)]
    [InlineData(StoreError.NotFound)]
    public async Task A_quota_that_cannot_be_read_is_451(StoreError error)
    {
        House.Quotas = new BrokenQuotas(error);
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("451 4.3.0", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
    }

    public static TheoryData<StoreError> AllErrors => [.. Enum.GetValues<StoreError>()];

    [Theory]
    [MemberData(nameof(AllErrors))]
    public async Task A_commit_that_fails_is_never_5xx(StoreError error)
    {
        House.Acceptance = new BrokenAcceptance(error);
        await using var talk = await Talk.OpenAsync(House);
        var reply = await talk.SendAsync("x@far.example", "anna@one.example");
        Assert.StartsWith(error == StoreError.NoSpace ? "452 4.3.1" : "451 4.3.0", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-place", reply, StringComparison.Ordinal);
        await talk.ExpectAsync("250", "NOOP");
    }

    [Fact]
    public async Task Lmtp_tells_each_recipient_of_a_failed_commit()
    {
        House.Acceptance = new BrokenAcceptance(StoreError.Unavailable);
        await using var talk = await Talk.OpenAsync(House, SmtpProfile.Lmtp);
        await talk.FromAsync("x@far.example");
        await talk.ToAsync("anna@one.example");
        await talk.ToAsync("bert@one.example");
        Assert.StartsWith("451 4.3.0", await talk.DataAsync(), StringComparison.Ordinal);
        Assert.StartsWith("451 4.3.0", await talk.ReplyAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_452_at_MAIL_and_at_DATA()
    {
        var spool = (RamSpool)House.Spool;
        await using var talk = await Talk.OpenAsync(House);
        spool.HasRoom = false;
        await talk.ExpectAsync("452 4.3.1", "MAIL FROM:<x@far.example>");
        spool.Room = 5000;
        await talk.ExpectAsync("452 4.3.1", "MAIL FROM:<x@far.example> SIZE=5001");
        spool.HasRoom = true;
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("250", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
        spool.HasRoom = false;
        await talk.ExpectAsync("452 4.3.1", "DATA");
        spool.HasRoom = true;
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("x@far.example", "anna@one.example"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_fails_under_the_content_is_452_and_what_was_written_is_given_back(bool atEnd)
    {
        var spool = new BrokenSpool(atEnd);
        House.Spool = spool;
        await using (var talk = await Talk.OpenAsync(House))
        {
            Assert.StartsWith("452 4.3.1", await talk.SendAsync("x@far.example", "anna@one.example"), StringComparison.Ordinal);
            await talk.ExpectAsync("250", "NOOP");
        }
        Assert.Equal(0, spool.Open);
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task A_mail_that_breaks_off_is_nobodys()
    {
        var spool = new BrokenSpool(atEnd: true);
        House.Spool = spool;
        await using (var talk = await Talk.OpenAsync(House))
        {
            await talk.FromAsync("x@far.example");
            await talk.ToAsync("anna@one.example");
            await talk.ExpectAsync("354", "DATA");
            await talk.SayAsync("From: x@far.example\r\n\r\nhalf a");
        }
        Assert.Equal(0, spool.Open);
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task A_screening_that_says_later_is_451()
    {
        House.Screening = new FixedScreening(new Verdict.Defer(new EnhancedStatus(4, 7, 1), "the scanner is away"));
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("451 4.7.1 Try again later", await talk.SendAsync("x@far.example", "anna@one.example"), StringComparison.Ordinal);
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task What_the_screening_takes_for_junk_is_filed_as_junk()
    {
        House.Screening = new FixedScreening(new Verdict.AcceptAsJunk("looks like it"));
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("x@far.example", "anna@one.example"), StringComparison.Ordinal);
        await House.OnlyMailAsync(House.Anna, MailboxRole.Junk);
    }

    [Fact]
    public async Task A_fault_does_not_turn_an_own_address_into_a_foreign_one()
    {
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        await talk.FromAsync("anna@one.example");
        House.Office.Directory.Fault = "away";
        Assert.StartsWith("451 4.3.0", await talk.ToAsync("bert@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("451 4.3.0", await talk.ToAsync("u@far.example"), StringComparison.Ordinal);
        House.Office.Directory.Fault = null;
        Assert.StartsWith("250", await talk.ToAsync("bert@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.DataAsync(Own), StringComparison.Ordinal);
        Assert.Empty(await House.QueueAsync());
    }
}
