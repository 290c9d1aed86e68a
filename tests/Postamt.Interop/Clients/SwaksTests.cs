using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>swaks sends through each door; MailKit reads what arrived.</summary>
public sealed class SwaksTests(PostOffice office)
{
    /// <summary>swaks completes a mail that is a header only in its own way; the other clients send that one.</summary>
    public static TheoryData<string> Samples { get; } = [.. SampleMail.Names.Select(row => row.Data).Where(name => name != "empty body")];

    [Theory, MemberData(nameof(Samples))]
    public async Task Mail_from_a_stranger_arrives_octet_for_octet(string sample)
    {
        var account = office.TakeAccount();
        var mail = SampleMail.Make(sample, "stranger@example.org", account.Address);
        await SendAsync(mail, "smtp", "stranger@example.org", account.Address);
        mail.AssertIn(Assert.Single(await Reader.MailsAsync(office, account, 1)));
    }

    [Theory]
    [InlineData("submission", "--tls", "PLAIN")]
    [InlineData("submission", "--tls", "LOGIN")]
    [InlineData("submissions", "--tlsc", "PLAIN")]
    [InlineData("submissions", "--tlsc", "LOGIN")]
    public async Task Submitted_mail_arrives_octet_for_octet(string door, string tls, string mechanism)
    {
        var (from, to) = (office.TakeAccount(), office.TakeAccount());
        var mail = SampleMail.Make("dots", from.Address, to.Address);
        await SendAsync(mail, door, from.Address, to.Address, tls, "--auth", mechanism, "--auth-user", from.Address, "--auth-password", from.Password);
        mail.AssertIn(Assert.Single(await Reader.MailsAsync(office, to, 1)));
    }

    [Fact, Trait("attack", "30")]
    public async Task A_stranger_cannot_relay()
    {
        var result = await TryAsync(SampleMail.Make("plain", "stranger@example.org", "other@example.net"), "smtp", "stranger@example.org", "other@example.net");
        Assert.Contains("<** 550 5.7.1", result.Text, StringComparison.Ordinal);
    }

    [Fact, Trait("attack", "32")]
    public async Task An_account_cannot_send_as_another()
    {
        var (from, victim, to) = (office.TakeAccount(), office.TakeAccount(), office.TakeAccount());
        var result = await TryAsync(SampleMail.Make("plain", victim.Address, to.Address), "submission", victim.Address, to.Address,
            "--tls", "--auth", "PLAIN", "--auth-user", from.Address, "--auth-password", from.Password);
        Assert.Contains("<** 553 5.7.1", result.Text.Replace("<~* ", "<** ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact, Trait("attack", "97")]
    public async Task A_password_is_not_taken_in_clear()
    {
        var from = office.TakeAccount();
        var result = await TryAsync(SampleMail.Make("plain", from.Address, from.Address), "submission", from.Address, from.Address,
            "--auth", "PLAIN", "--auth-user", from.Address, "--auth-password", from.Password);
        Assert.DoesNotContain("235 ", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("-AUTH", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_recipient_is_refused_in_the_session()
    {
        var result = await TryAsync(SampleMail.Make("plain", "stranger@example.org", "nobody-here@" + office.Domain), "smtp", "stranger@example.org", "nobody-here@" + office.Domain);
        Assert.Contains("<** 550 5.1.1", result.Text, StringComparison.Ordinal);
    }

    private async Task SendAsync(SampleMail mail, string door, string from, string to, params string[] more)
    {
        var result = await TryAsync(mail, door, from, to, more);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private async Task<ProgramResult> TryAsync(SampleMail mail, string door, string from, string to, params string[] more)
    {
        using var folder = new TempFolder();
        var listener = office[door];
        // swaks adds a CRLF before the final dot: the file ends without its last one.
        var file = folder.File("mail.eml", mail.Content[..^2]);
        return await ForeignProgram.RunAsync("swaks",
            ["--server", listener.Host, "--port", listener.PortText, "--from", from, "--to", to, "--ehlo", "client.example.org", "--data", "@" + file, "--suppress-data", .. more]);
    }
}
