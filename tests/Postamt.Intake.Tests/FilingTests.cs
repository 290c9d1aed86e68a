using System.Text;
using Postamt.Queue.Ledger;
using Postamt.Smtp.Server;

namespace Postamt.Intake.Tests;

/// <summary>What an accepted mail looks like where it ends up.</summary>
public sealed class FilingTests : HouseTest
{
    [Fact]
    public async Task A_filed_mail_is_the_content_octet_for_octet_behind_our_three_fields()
    {
        const string Content = "From: x@far.example\r\nX-Odd:\t  kept \r\n\r\n.dots\r\n..\r\n  ünïcode\t\r\n\r\n\r\n";
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("x@far.example", "anna+Tag@one.example", Content.Replace("\r\n.", "\r\n..", StringComparison.Ordinal)), StringComparison.Ordinal);
        var (prefix, content) = await House.OnlyMailAsync(House.Anna);
        Assert.Equal(Encoding.UTF8.GetBytes(Content), content);
        Assert.StartsWith("Return-Path: <x@far.example>\r\nDelivered-To: anna+Tag@one.example\r\nReceived: from client.example ([192.0.2.7])", prefix, StringComparison.Ordinal);
        var received = Unfolded(prefix);
        Assert.Contains($"by {House.Host} with ESMTP id ", received, StringComparison.Ordinal);
        Assert.Contains("for <anna+Tag@one.example>; Mon, 02 Mar 2026 08:00:00 +0000", received, StringComparison.Ordinal);
        Assert.DoesNotContain("Date:", prefix, StringComparison.Ordinal);
        Assert.DoesNotContain("Message-ID:", prefix, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", prefix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_is_filed_with_an_empty_return_path()
    {
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("", "anna@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <>\r\n", (await House.OnlyMailAsync(House.Anna)).Prefix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_recipients_do_not_learn_of_each_other()
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        await talk.ToAsync("anna@one.example");
        await talk.ToAsync("bert@one.example");
        Assert.StartsWith("250 2.0.0", await talk.DataAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("bert", (await House.OnlyMailAsync(House.Anna)).Prefix, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", (await House.OnlyMailAsync(House.Bert)).Prefix, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "41")]
    public async Task Recipients_in_two_companies_get_one_mail_each_and_each_company_sees_its_own()
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        await talk.ToAsync("anna@one.example");
        await talk.ToAsync("anna@two.example");
        var reply = await talk.DataAsync();
        Assert.StartsWith("250 2.0.0 Accepted as ", reply, StringComparison.Ordinal);
        Assert.Equal(1, await House.CountAsync(House.Anna));
        Assert.Equal(1, await House.CountAsync(House.OtherAnna));
        var one = await TraceAsync(new TraceQuery(House.One.Id, null, null, null, null, 10));
        Assert.Equal(["Accepted", "Delivered"], one.Select(step => step.Step));
        Assert.All(one, step => Assert.Equal("anna@one.example", step.Recipient));
        Assert.All(await TraceAsync(new TraceQuery(House.Two.Id, null, null, null, null, 10)), step => Assert.Equal("anna@two.example", step.Recipient));
    }

    [Fact]
    public async Task A_mail_for_here_and_for_the_world_ends_in_both_and_the_ledger_holds()
    {
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        await talk.FromAsync("anna@one.example");
        await talk.ToAsync("anna@two.example");
        await talk.ToAsync("u@far.example");
        Assert.StartsWith("250 2.0.0", await talk.DataAsync("From: anna@one.example\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(1, await House.CountAsync(House.OtherAnna));
        Assert.Equal(House.One.Id, Assert.Single(await House.QueueAsync()).Company);
        var proof = (await House.Office.Mail.Ledger.VerifyAsync(true, TestContext.Current.CancellationToken)).Value;
        Assert.True(proof.Holds, string.Join('\n', proof.Violations));
        Assert.Equal((2, 1), (proof.Balance.Begun, proof.Balance.Live));
    }

    [Theory]
    [InlineData(SmtpProfile.Mx, "with ESMTP id")]
    [InlineData(SmtpProfile.Lmtp, "with LMTP id")]
    public async Task The_trace_names_the_protocol(SmtpProfile profile, string with)
    {
        await using var talk = await Talk.OpenAsync(House, profile);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("x@far.example", "anna@one.example"), StringComparison.Ordinal);
        Assert.Contains(with, Unfolded((await House.OnlyMailAsync(House.Anna)).Prefix), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Helo_is_traced_as_plain_smtp()
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.ExpectAsync("250", "HELO old.example");
        Assert.StartsWith("250", await talk.SendAsync("x@far.example", "anna@one.example"), StringComparison.Ordinal);
        Assert.Contains("from old.example ([192.0.2.7]) by mail.house.example with SMTP id", Unfolded((await House.OnlyMailAsync(House.Anna)).Prefix), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lmtp_answers_each_recipient_once()
    {
        await using var talk = await Talk.OpenAsync(House, SmtpProfile.Lmtp);
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("250", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.1", await talk.ToAsync("nobody@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("250", await talk.ToAsync("bert@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("250", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.DataAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.ReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.ReplyAsync(), StringComparison.Ordinal);
        await talk.ExpectAsync("221", "QUIT");
        Assert.Equal((1, 1), (await House.CountAsync(House.Anna), await House.CountAsync(House.Bert)));
    }

    [Fact]
    public async Task Submission_adds_the_date_and_the_message_id_that_are_missing()
    {
        var prefix = await SubmitAsync("From: anna@one.example\r\n\r\n");
        Assert.Contains("with ESMTPA id", Unfolded(prefix), StringComparison.Ordinal);
        Assert.Contains("\r\nDate: Mon, 02 Mar 2026 08:00:00 +0000\r\n", prefix, StringComparison.Ordinal);
        Assert.Matches("\r\nMessage-ID: <[0-9A-Za-z]+@mail\\.house\\.example>\r\n", prefix);
    }

    [Fact]
    public async Task Submission_leaves_the_date_and_the_message_id_that_are_there()
    {
        var prefix = await SubmitAsync("From: anna@one.example\r\nDATE: Sun, 1 Mar 2026 08:00:00 +0000\r\nMessage-Id: <own@one.example>\r\n\r\n");
        Assert.DoesNotContain("Date:", prefix, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Message-ID:", prefix, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(49, "250 2.0.0")]
    [InlineData(50, "554 5.4.6")]
    [InlineData(1000, "554 5.4.6")]
    [Trait("attack", "42")]
    public async Task A_mail_that_goes_in_circles_is_refused_at_fifty_hops(int hops, string reply)
    {
        var header = string.Concat(Enumerable.Repeat("Received: from a.example by b.example; Mon, 2 Mar 2026 08:00:00 +0000\r\n", hops));
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith(reply, await talk.SendAsync("x@far.example", "anna@one.example", header + Talk.Mail), StringComparison.Ordinal);
        Assert.Equal(hops < 50 ? 1 : 0, await House.CountAllAsync());
    }

    [Fact]
    [Trait("attack", "42")]
    public async Task Somebody_signed_in_cannot_feed_a_circle_either()
    {
        var header = string.Concat(Enumerable.Repeat("Received: from a.example\r\n by b.example; Mon, 2 Mar 2026 08:00:00 +0000\r\n", 50));
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        Assert.StartsWith("554 5.4.6", await talk.SendAsync("anna@one.example", "u@far.example", header + "From: anna@one.example\r\n\r\n"), StringComparison.Ordinal);
        await House.AssertNothingTakenAsync();
    }

    [Theory]
    [InlineData("Subject: a\0b\r\n\r\nx\r\n")]
    [InlineData("Subject: a\r\n\r\nx\0y\r\n")]
    [Trait("attack", "63")]
    public async Task NUL_in_a_mail_refuses_it(string content)
    {
        await using (var talk = await Talk.OpenAsync(House))
            Assert.StartsWith("550 5.5.2", await talk.SendAsync("x@far.example", "anna@one.example", content), StringComparison.Ordinal);
        await using (var talk = await Talk.OpenAsync(House))
        {
            await talk.FromAsync("x@far.example");
            await talk.ToAsync("anna@one.example");
            await talk.SayAsync($"BDAT {content.Length} LAST\r\n{content}");
            Assert.StartsWith("554 5.6.0", await talk.ReplyAsync(), StringComparison.Ordinal);
        }
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task A_mail_sent_again_because_our_answer_was_not_heard_is_not_filed_twice()
    {
        var first = await SendOnceAsync(heard: false);
        Assert.Equal(first, await SendOnceAsync(heard: true));
        Assert.Equal(1, await House.CountAllAsync());
        Assert.NotEqual(first, await SendOnceAsync(heard: true));
        Assert.Equal(2, await House.CountAllAsync());
    }

    private async Task<string> SendOnceAsync(bool heard)
    {
        await using var talk = await Talk.OpenAsync(House);
        var reply = await talk.SendAsync("x@far.example", "anna@one.example");
        Assert.StartsWith("250 2.0.0", reply, StringComparison.Ordinal);
        if (heard) await talk.ExpectAsync("221", "QUIT");
        return reply;
    }

    private async Task<string> SubmitAsync(string content)
    {
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("anna@one.example", "bert@one.example", content), StringComparison.Ordinal);
        return (await House.OnlyMailAsync(House.Bert)).Prefix;
    }

    private async Task<IReadOnlyList<TraceStep>> TraceAsync(TraceQuery query) =>
        (await House.Office.Mail.Ledger.TraceAsync(query, TestContext.Current.CancellationToken)).Value;

    private static string Unfolded(string header) => header.Replace("\r\n\t", " ", StringComparison.Ordinal).Replace("\r\n ", " ", StringComparison.Ordinal);
}
