using System.Text;
using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Relays;

/// <summary>Our server finds a real Postfix by MX or by a route and hands mail over; what Postfix filed is compared octet for octet.</summary>
public sealed class DeliveryToPostfixTests(PostOffice office)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mails_of_every_kind_arrive_octet_for_octet_and_over_tls()
    {
        await using var site = await RemoteSite.StartAsync(office, new PostfixOptions { StartTls = true });
        var from = office.TakeAccount();
        // Postfix's mbox has no room for blank lines at the end, and swaks none for a mail without body.
        var mails = SampleMail.Names.Select(row => row.Data).Where(name => name is not ("empty body" or "blank lines at the end"))
            .Select(name => SampleMail.Make(name, from.Address, "who@" + site.Domain)).ToList();
        foreach (var mail in mails)
            await site.SubmitAsync(from, "who@" + site.Domain, mail);

        var stored = (await site.Postfix.MailsAsync(mails.Count)).Select(Encoding.Latin1.GetBytes).ToList();
        Assert.Equal(mails.Count, stored.Count);
        foreach (var mail in mails)
            mail.AssertIn(Assert.Single(stored, octets => octets.AsSpan().EndsWith(mail.Content)), "X-Original-To");
        Assert.All(stored, octets => Assert.Contains("(using TLSv1.", Encoding.Latin1.GetString(octets), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mails_one_after_the_other_go_over_one_connection()
    {
        await using var site = await RemoteSite.StartAsync(office);
        var from = office.TakeAccount();
        for (var count = 1; count <= 3; count++)
        {
            await site.SubmitAsync(from, "who@" + site.Domain, SampleMail.Make("plain", from.Address, "who@" + site.Domain));
            await site.Postfix.MailsAsync(count);
        }

        Assert.Equal(1, site.Postfix.Connections);
    }

    [Fact]
    public async Task A_route_of_the_settings_leads_to_a_host_and_a_port_of_its_own()
    {
        await using var site = new RemoteSite(office, await Postfix.StartAsync(new PostfixOptions { Domain = "routed.example" }));
        await office.RunVerbAsync("setting", "set", "delivery.routes", $$"""[{"domain":"routed.example","host":"127.0.0.1","port":{{site.Postfix.Port}}}]""");
        var from = office.TakeAccount();
        var mail = SampleMail.Make("dots", from.Address, "who@routed.example");
        await site.SubmitAsync(from, "who@routed.example", mail);
        Assert.EndsWith(Encoding.Latin1.GetString(mail.Content), Assert.Single(await site.Postfix.MailsAsync(1)), StringComparison.Ordinal);
        await office.RunVerbAsync("setting", "remove", "delivery.routes");
    }

    [Fact]
    public async Task A_temporary_refusal_waits_in_the_queue_and_is_tried_again()
    {
        await using var site = await RemoteSite.StartAsync(office, new PostfixOptions
        {
            // One error and it says 421 and goes: the connection that waits for another mail is one that has ended.
            More = ["smtpd_recipient_restrictions = check_recipient_access static:{451 4.7.1 Come again}", "smtpd_hard_error_limit = 1"],
        });
        var from = office.TakeAccount();
        var mail = SampleMail.Make("plain", from.Address, "who@" + site.Domain);
        await site.SubmitAsync(from, "who@" + site.Domain, mail);

        var waiting = await Eventually.HasAsync("a deferred mail in the queue\n" + office.Log, async () =>
        {
            using var list = JsonDocument.Parse(await office.RunVerbAsync("queue", "list", "--json"));
            var row = list.RootElement.EnumerateArray().FirstOrDefault(row => Text(row, "recipient") == "who@" + site.Domain && Text(row, "lastFailure") is not null);
            return row.ValueKind == JsonValueKind.Object ? row.Clone() : (object?)null;
        });
        var deferred = (JsonElement)waiting;
        Assert.Contains("451 4.7.1", Text(deferred, "lastFailure")!, StringComparison.Ordinal);
        Assert.Contains("Come again", Text(deferred, "lastFailure")!, StringComparison.Ordinal);

        await site.Postfix.SetAsync("smtpd_recipient_restrictions", "permit_mynetworks");
        await office.RunVerbAsync("queue", "retry", Text(deferred, "id")!);
        Assert.EndsWith(Encoding.Latin1.GetString(mail.Content), Assert.Single(await site.Postfix.MailsAsync(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_ascii_arrives_where_it_is_understood()
    {
        await using var site = await RemoteSite.StartAsync(office);
        var from = office.TakeAccount();
        await SubmitInternationalAsync(from, "grüße@" + site.Domain);
        var stored = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Assert.Single(await site.Postfix.MailsAsync(1))));
        Assert.Contains($"\r\nTo: <grüße@{site.Domain}>\r\n", stored.Replace("To: grüße@" + site.Domain, $"To: <grüße@{site.Domain}>", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_recipient_comes_back_as_a_report_in_the_senders_language()
    {
        await using var site = await RemoteSite.StartAsync(office, new PostfixOptions { More = ["virtual_mailbox_maps = inline:{ known@nowhere.example=all }"] });
        var from = office.TakeAccount();
        await office.RunVerbAsync("account", "set", from.Address, "--locale", "de");
        var mail = SampleMail.Make("plain", from.Address, "nobody@" + site.Domain);
        await site.SubmitAsync(from, "nobody@" + site.Domain, mail);

        var report = await ReadReportAsync(from);
        Assert.Equal("5.1.1", report["Status"]);
        Assert.Equal("failed", report["Action"]);
        Assert.Equal("rfc822; nobody@" + site.Domain, report["Final-Recipient"]);
        Assert.Equal("dns; mx." + site.Domain, report["Remote-MTA"]);
        Assert.StartsWith("smtp; 550 5.1.1 ", report["Diagnostic-Code"], StringComparison.Ordinal);
        Assert.StartsWith("Nicht zugestellt: plain ", report["Subject"], StringComparison.Ordinal);
        Assert.Contains("konnte den hier genannten Empfängern nicht zugestellt werden", report["text"], StringComparison.Ordinal);
        Assert.Equal("<>", report["Return-Path"]);
        Assert.Equal("auto-replied", report["Auto-Submitted"]);
        Assert.Contains(mail.Name, report["returned-subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_ascii_comes_back_where_it_is_not_understood()
    {
        await using var site = await RemoteSite.StartAsync(office, new PostfixOptions { More = ["smtputf8_enable = no"] });
        var from = office.TakeAccount();
        await SubmitInternationalAsync(from, "grüße@" + site.Domain);
        var report = await ReadReportAsync(from);
        Assert.Equal(("5.6.7", "failed"), (report["Status"], report["Action"]));
        Assert.Equal("utf-8; grüße@" + site.Domain, report["Final-Recipient"]);
    }

    [Fact]
    public async Task Eight_bit_content_comes_back_where_it_is_not_taken()
    {
        await using var site = await RemoteSite.StartAsync(office, new PostfixOptions { More = ["smtpd_discard_ehlo_keywords = 8bitmime, smtputf8"] });
        var from = office.TakeAccount();
        await site.SubmitAsync(from, "who@" + site.Domain, SampleMail.Make("plain", from.Address, "who@" + site.Domain));
        await site.Postfix.MailsAsync(1);
        await site.SubmitAsync(from, "who@" + site.Domain, SampleMail.Make("latin-1", from.Address, "who@" + site.Domain));
        var report = await ReadReportAsync(from);
        Assert.Equal(("5.6.3", "failed"), (report["Status"], report["Action"]));
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private async Task SubmitInternationalAsync(Account from, string to)
    {
        var message = new MimeMessage { Subject = "Grüße", Body = new TextPart("plain") { Text = "Guten Tag" } };
        message.From.Add(MailboxAddress.Parse(from.Address));
        message.To.Add(MailboxAddress.Parse(to));
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, _) => true };
        await client.ConnectAsync(office["submission"].Host, office["submission"].Port, SecureSocketOptions.StartTls, Token);
        await client.AuthenticateAsync(from.Address, from.Password, Token);
        var options = FormatOptions.Default.Clone();
        options.International = true;
        await client.SendAsync(options, message, Token);
        await client.DisconnectAsync(quit: true, Token);
    }

    /// <summary>Waits for one report in the account's INBOX and lets Python's imaplib and email parser read it.</summary>
    private async Task<Dictionary<string, string>> ReadReportAsync(Account account)
    {
        await Reader.MailsAsync(office, account, 1);
        var imap = office["imap"];
        var result = await ForeignProgram.RunAsync("python3", [Scripts.File("python", "report.py"), imap.Host, imap.PortText, account.Address, account.Password]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonSerializer.Deserialize<Dictionary<string, string>>(result.Output)!;
    }
}
