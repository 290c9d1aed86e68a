using Postamt.Dns;

namespace Postamt.Scenarios;

/// <summary>Which server a mail goes to (RFC 5321 5.1, RFC 7505), and which it never goes to.</summary>
public sealed class MxScenarios : Scenario
{
    [Fact]
    public async Task The_best_server_that_answers_gets_the_mail()
    {
        Internet.Dns.Mx("away.example", (30, "c.example"), (10, "a.example"), (20, "b.example"));
        var (a, b, c) = (Internet.Host("a.example"), Internet.Host("b.example"), Internet.Host("c.example"));
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal((1, 0, 0), (a.Mails.Count, b.Mails.Count, c.Mails.Count));
        a.IsDown = true;
        // The connection to the first is still open; time closes it.
        await Office.PassAsync(TimeSpan.FromMinutes(1));
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal((1, 1, 0), (a.Mails.Count, b.Mails.Count, c.Mails.Count));
    }

    [Fact]
    public async Task Servers_that_are_equally_good_share_the_mails()
    {
        Internet.Dns.Mx("away.example", (10, "a.example"), (10, "b.example"));
        var (a, b) = (Internet.Host("a.example"), Internet.Host("b.example"));
        for (var i = 0; i < 40; i++) await Office.SubmitAsync("anna", "bob@away.example");
        // Fair chance leaves one without a mail once in half a million million times.
        Assert.Equal(40, a.Mails.Count + b.Mails.Count);
        Assert.InRange(a.Mails.Count, 1, 39);
    }

    [Fact]
    public async Task A_server_that_says_later_is_passed_over_for_the_next()
    {
        Internet.Dns.Mx("away.example", (10, "a.example"), (20, "b.example"));
        Internet.Host("a.example").Answer = line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "451 4.3.2 not now" : null;
        var b = Internet.Host("b.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Single(b.Mails);
    }

    [Fact]
    public async Task A_refusal_at_the_door_of_one_server_is_not_the_domains_last_word()
    {
        Internet.Dns.Mx("away.example", (10, "a.example"), (20, "b.example"));
        Internet.Host("a.example").IsDown = true;
        Internet.Host("b.example").Answer = line => line.Length == 0 ? "554 5.3.2 no service here" : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal("bob@away.example", Assert.Single(await Office.QueueAsync()).Recipient);
        Assert.Empty(await Office.InboxAsync("anna"));
    }

    [Fact]
    public async Task A_refusal_at_the_door_of_every_server_is()
    {
        Internet.Dns.Mx("away.example", (10, "a.example"), (20, "b.example"));
        foreach (var name in new[] { "a.example", "b.example" }) Internet.Host(name).Answer = line => line.Length == 0 ? "554 5.3.2 no service here" : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal("5.3.2", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
    }

    [Fact]
    public async Task Without_mx_the_domain_itself_is_the_server()
    {
        var host = Internet.Host("away.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Single(host.Mails);
    }

    [Fact]
    [Trait("attack", "92")]
    public async Task Who_takes_no_mail_at_all_says_so_once()
    {
        Internet.Dns.Mx("away.example", (0, ""));
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal("5.1.10", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
    }

    [Theory]
    [Trait("attack", "92")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.25")]
    [InlineData(Office.OwnAddress)]
    public async Task A_server_inside_our_own_walls_is_never_called(string address)
    {
        Internet.Dns.Mx("away.example", (10, "mx.away.example")).Addresses("mx.away.example", address);
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal("5.4.6", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
        Assert.Empty(Internet.Dialed);
    }

    [Fact]
    [Trait("attack", "92")]
    public async Task Mail_for_a_domain_that_names_us_and_that_we_do_not_know_comes_back()
    {
        Internet.Dns.Mx("away.example", (10, "mail.here.example"));
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal("5.4.6", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
    }

    [Fact]
    public async Task A_domain_written_in_another_script_is_asked_for_by_its_ascii_name()
    {
        var site = Internet.Site("xn--bcher-kva.example");
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@bücher.example") { Mail = "SMTPUTF8" });
        Assert.Single(site.Mails);
    }

    [Fact]
    [Trait("drill", "10")]
    public async Task While_dns_is_dead_mail_waits_and_never_bounces_before_its_time()
    {
        Internet.Dns.Answer("MX", "away.example", DnsStatus.Unavailable);
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Rcpt = "NOTIFY=FAILURE" });
        var sent = Office.Time.GetUtcNow();
        while (Office.Time.GetUtcNow() - sent < TimeSpan.FromDays(4.9))
        {
            Assert.True(await Office.NextAsync());
            Assert.Empty(await Office.InboxAsync("anna"));
        }
        var site = Internet.Site("away.example");
        await Office.NextAsync();
        Assert.Single(site.Mails);
    }

    [Fact]
    [Trait("drill", "10")]
    public async Task A_server_whose_address_dns_does_not_tell_now_is_waited_for()
    {
        Internet.Dns.Mx("away.example", (10, "mx.away.example")).Answer("A", "mx.away.example", DnsStatus.Unavailable);
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Contains("DNS gave no answer about mx.away.example", Assert.Single(await Office.QueueAsync()).LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_smart_host_gets_the_mail_signed_in_and_over_tls()
    {
        var host = SmartHost(password => password);
        await Office.SetRouteAsync("*", "relay.example", "right");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.True(Assert.Single(host.Mails).OverTls);
    }

    [Fact]
    public async Task A_password_the_smart_host_does_not_take_is_not_the_senders_fault()
    {
        var host = SmartHost(_ => "another");
        await Office.SetRouteAsync("*", "relay.example", "right");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Contains("Cannot sign in: 535 5.7.8 wrong", Assert.Single(await Office.QueueAsync()).LastFailure, StringComparison.Ordinal);
        Assert.Empty(await Office.InboxAsync("anna"));
        host.Answer = static line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "235 2.7.0 ok" : null;
        await Office.NextAsync();
        Assert.Single(host.Mails);
    }

    private RemoteHost SmartHost(Func<string, string> wants)
    {
        var host = Internet.Host("relay.example");
        (host.OffersTls, host.Keywords) = (true, ["AUTH PLAIN"]);
        host.Answer = line => line.StartsWith("AUTH", StringComparison.Ordinal)
            ? line == "AUTH PLAIN " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("\0us\0" + wants("right"))) ? "235 2.7.0 ok" : "535 5.7.8 wrong"
            : null;
        return host;
    }

    [Fact]
    public async Task An_address_that_cannot_be_reached_is_passed_over_for_the_hosts_other_one()
    {
        Internet.Dns.Mx("away.example", (10, "mx.away.example")).Addresses("mx.away.example", "2001:db8::7", "192.0.2.77");
        var host = Internet.Host("mx.away.example", "192.0.2.77");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Single(host.Mails);
        Assert.Equal(["2001:db8::7", "192.0.2.77"], Internet.Dialed);
    }

    [Fact]
    [Trait("drill", "12")]
    public async Task A_thousand_servers_are_not_all_asked()
    {
        Internet.Dns.Mx("away.example", [.. Enumerable.Range(0, 1000).Select(i => ((ushort)i, $"mx{i}.example"))]);
        for (var i = 0; i < 1000; i++) Internet.Dns.Addresses($"mx{i}.example", "203.0.113.1");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal(new Postamt.Delivery.Remote.DeliveryLimits().MostAddresses, Internet.Dialed.Count);
        Assert.Single(await Office.QueueAsync());
    }
}
