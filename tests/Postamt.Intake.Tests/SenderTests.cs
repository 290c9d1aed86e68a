using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Groups;
using Postamt.Mail.Addresses;

namespace Postamt.Intake.Tests;

/// <summary>Somebody signed in is Anna of one.example and nobody else (RFC 6409 6.1).</summary>
[Trait("attack", "32")]
public sealed class SenderTests : HouseTest
{
    [Theory]
    [InlineData("bert@one.example")]
    [InlineData("anna@two.example")]
    [InlineData("chef@two.example")]
    [InlineData("nobody@one.example")]
    [InlineData("postmaster@one.example")]
    [InlineData("anna@far.example")]
    [InlineData("\"anna@one.example x\"@one.example")]
    public async Task Mail_from_anothers_address_is_refused(string from)
    {
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        await talk.ExpectAsync("553 5.7.1", $"MAIL FROM:<{from}>");
        await talk.ExpectAsync("503", "RCPT TO:<bert@one.example>");
    }

    [Theory]
    [InlineData("From: bert@one.example\r\n", "553 5.7.1")]
    [InlineData("From: \"anna@one.example\" <bert@one.example>\r\n", "553 5.7.1")]
    [InlineData("From: anna@one.example <bert@one.example>\r\n", "553 5.7.1")]
    [InlineData("From: anna@two.example\r\n", "553 5.7.1")]
    [InlineData("From: x@far.example\r\n", "553 5.7.1")]
    [InlineData("From: anna@one.example\r\nSender: bert@one.example\r\n", "553 5.7.1")]
    [InlineData("From: anna@one.example\r\nSender: anna@two.example\r\n", "553 5.7.1")]
    [InlineData("From: anna@one.example\r\nSender: anna@one.example, bert@one.example\r\n", "553 5.7.1")]
    [InlineData("From: anna\r\n", "553 5.7.1")]
    [InlineData("From: anna@one.example\r\nFrom: bert@one.example\r\n", "550 5.7.1")]
    [InlineData("From: anna@one.example\r\nfrom : bert@one.example\r\n", "550 5.7.1")]
    [InlineData("From: anna@one.example\r\nFrom: anna@one.example\r\n", "550 5.7.1")]
    [InlineData("From: anna@one.example, bert@one.example\r\n", "550 5.7.1")]
    [InlineData("From: anna@one.example,\r\n bert@one.example\r\n", "550 5.7.1")]
    [InlineData("From: some: anna@one.example;\r\n", "550 5.7.1")]
    [InlineData("From:\r\n", "550 5.7.1")]
    [InlineData("Subject: no From\r\n", "550 5.7.1")]
    [InlineData("From: anna@one.example\r\nSender: anna@one.example\r\nSender: bert@one.example\r\n", "550 5.7.1")]
    [InlineData("Sender:\r\nFrom: anna@one.example\r\nSENDER: bert@one.example\r\n", "550 5.7.1")]
    public async Task A_header_in_anothers_name_is_refused(string header, string reply)
    {
        await AssertReplyAsync(reply, "anna@one.example", header + "\r\nWords.\r\n");
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task A_sender_hidden_behind_thousands_of_addresses_is_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 2100).Select(i => $"To: r{i}@far.example\r\n"));
        await AssertReplyAsync("550 5.7.1", "anna@one.example", $"From: anna@one.example\r\n{many}Sender: bert@one.example\r\n\r\n");
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task A_second_author_hidden_behind_a_long_comment_is_refused()
    {
        var comment = string.Concat(Enumerable.Repeat(" " + new string('c', 900) + "\r\n", 300));
        await AssertReplyAsync("550 5.7.1", "anna@one.example", $"From: anna@one.example (\r\n{comment} ), bert@one.example\r\n\r\n");
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task A_null_path_does_not_free_the_header()
    {
        await AssertReplyAsync("553 5.7.1", "", "From: bert@one.example\r\n\r\n");
        await AssertReplyAsync("250 2.0.0", "", "From: anna@one.example\r\n\r\n");
    }

    [Theory]
    [InlineData("anna@one.example")]
    [InlineData("ANNA@One.Example")]
    [InlineData("anna+news@one.example")]
    [InlineData("a.a@one.example")]
    public async Task Own_addresses_in_any_spelling_aliases_and_tags_are_fine(string own)
    {
        await House.DoAsync(new AddAlias(House.Anna.Id, EmailAddress.Parse("a.a@one.example")));
        await AssertReplyAsync("250 2.0.0", own, $"From: Anna <{own}>\r\nSender: {own}\r\n\r\n");
        Assert.Equal(1, await House.CountAsync(House.Bert));
    }

    [Fact]
    public async Task A_group_is_spoken_for_by_those_it_was_granted_to()
    {
        var team = EmailAddress.Parse("team@one.example");
        await House.DoAsync(new CreateGroup(team));
        await House.DoAsync(new SetGroup(team, Add: [House.Anna.PrimaryAddress], AddSenders: [House.Bert.Id]));
        await AssertReplyAsync("553 5.7.1", "anna@one.example", "From: team@one.example\r\n\r\n");
        await using var talk = await Talk.SignInAsync(House, "bert@one.example");
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("team@one.example", "anna@one.example", "From: team@one.example\r\nSender: bert@one.example\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_from_outside_may_name_whom_it_likes()
    {
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("x@far.example", "anna@one.example", "From: a@far.example, b@far.example\r\nSender: c@far.example\r\n\r\n"), StringComparison.Ordinal);
    }

    private async Task AssertReplyAsync(string reply, string from, string content)
    {
        await using var talk = await Talk.SignInAsync(House, "anna@one.example");
        Assert.StartsWith(reply, await talk.SendAsync(from, "bert@one.example", content), StringComparison.Ordinal);
    }
}
