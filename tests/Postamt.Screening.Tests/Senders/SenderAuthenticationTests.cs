using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Dns;
using Postamt.Mail.Addresses;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Senders;
using Postamt.Screening.Spf;
using Postamt.Screening.Tests.Dkim;

namespace Postamt.Screening.Tests.Senders;

/// <summary>All that is asked about a sender, together.</summary>
public sealed class SenderAuthenticationTests : IDisposable
{
    private readonly Forge _forge = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public void Dispose() => _forge.Dispose();

    [Fact]
    public async Task A_mail_that_is_what_it_seems()
    {
        var facts = (await AskAsync(Incoming.Mail(Signed())))!;
        Assert.Equal((ReverseResult.Pass, "mail.example.com"), (facts.Reverse.Result, facts.Reverse.Name));
        Assert.Equal((SpfResult.Pass, SpfResult.None), (facts.Spf.Result, facts.Helo!.Result));
        Assert.Equal(DkimResult.Pass, Assert.Single(facts.Dkim).Result);
        Assert.Equal((ArcResult.None, DmarcResult.Pass), (facts.Arc.Result, facts.Author!.Result));
    }

    [Fact]
    public async Task A_mail_in_anothers_name()
    {
        var facts = (await AskAsync(Incoming.Mail(Forge.Mail, path: "joe@evil.example", peer: "198.51.100.66", helo: "mail.evil.example")))!;
        Assert.Equal((DmarcResult.Fail, DmarcPolicy.Reject), (facts.Author!.Result, facts.Author.Policy));
    }

    [Fact]
    [Trait("attack", "71")]
    public async Task A_client_that_calls_itself_by_its_own_name_speaks_for_nobody()
    {
        var facts = (await AskAsync(Incoming.Mail(Forge.Mail, path: "", peer: "198.51.100.66", helo: "example.org")))!;
        Assert.Equal((SpfResult.Pass, false, null), (facts.Spf.Result, facts.HasPath, facts.Helo));
        Assert.Equal(DmarcResult.Fail, facts.Author!.Result);
    }

    [Fact]
    [Trait("attack", "72")]
    public async Task A_name_below_a_domain_that_does_not_exist_is_under_its_policy()
    {
        var facts = (await AskAsync(Incoming.Mail(Forge.Mail.Replace("bob@example.com", "bob@nowhere.example.com", StringComparison.Ordinal), path: "joe@nowhere.example.com", peer: "198.51.100.66")))!;
        Assert.Equal((DmarcResult.Fail, DmarcPolicy.Reject, "example.com"), (facts.Author!.Result, facts.Author.Policy, facts.Author.Source));
    }

    [Fact]
    [Trait("attack", "69")]
    public async Task Of_several_authors_each_has_to_be_vouched_for()
    {
        var both = (await AskAsync(Incoming.Mail(Signed().Replace("From: Bob <bob@example.com>", "From: Bob <bob@example.org>, Joe <joe@example.com>", StringComparison.Ordinal))))!;
        Assert.Equal((2, DmarcResult.Fail, "example.org"), (both.Dmarc.Count, both.Author!.Result, both.Author.Domain));
    }

    [Theory]
    [Trait("attack", "68")]
    [InlineData("From: a@example.com\r\nFrom: b@example.com\r\n\r\n")]
    [InlineData("Subject: none\r\n\r\n")]
    [InlineData("From: undisclosed:;\r\n\r\n")]
    [InlineData("From: a@[192.0.2.1]x\r\n\r\n")]
    public async Task Where_no_author_can_be_told_nobody_is_asked_about(string content)
    {
        var facts = (await AskAsync(Incoming.Mail(content)))!;
        Assert.Null(facts.Author);
    }

    [Fact]
    [Trait("attack", "75")]
    public async Task Sender_and_resent_from_speak_for_nobody()
    {
        var facts = (await AskAsync(Incoming.Mail("Sender: joe@example.org\r\nResent-From: joe@example.org\r\n" + Forge.Mail, path: "joe@example.org", peer: "198.51.100.66")))!;
        Assert.Equal((SpfResult.Pass, DmarcResult.Fail, "example.com"), (facts.Spf.Result, facts.Author!.Result, facts.Author.Domain));
    }

    [Theory]
    [InlineData(MailOrigin.Outside, "127.0.0.1")]
    [InlineData(MailOrigin.Outside, "10.1.2.3")]
    [InlineData(MailOrigin.Outside, "fe80::1")]
    [InlineData(MailOrigin.SignedIn, "192.0.2.1")]
    [InlineData(MailOrigin.FrontServer, "192.0.2.1")]
    public async Task Of_our_own_nobody_is_asked(MailOrigin origin, string peer) => Assert.Null(await AskAsync(Incoming.Mail(Forge.Mail, peer: peer, origin: origin)));

    [Fact]
    public async Task While_dns_is_away_nothing_is_known_and_nothing_is_held_against_the_mail()
    {
        var facts = (await Authentication(new AwayResolver()).AskAsync(Incoming.Mail(Signed()), TestContext.Current.CancellationToken))!;
        Assert.Equal((ReverseResult.TempError, SpfResult.TempError, DkimResult.TempError, DmarcResult.TempError), (facts.Reverse.Result, facts.Spf.Result, facts.Dkim[0].Result, facts.Author!.Result));
    }

    [Fact]
    public async Task A_question_that_breaks_has_the_answer_not_now()
    {
        var facts = (await Authentication(new AwayResolver { Fault = new InvalidOperationException("a bug") }).AskAsync(Incoming.Mail(Signed()), TestContext.Current.CancellationToken))!;
        Assert.Equal((ReverseResult.TempError, SpfResult.TempError, DkimResult.TempError, DmarcResult.TempError), (facts.Reverse.Result, facts.Spf.Result, facts.Dkim[0].Result, facts.Author!.Result));
    }

    [Fact]
    [Trait("drill", "11")]
    public async Task A_mail_waits_twenty_seconds_for_dns_and_no_longer_however_many_questions_there_are()
    {
        var asking = Authentication(new AwayResolver { IsSilent = true }).AskAsync(Incoming.Mail(Signed()), TestContext.Current.CancellationToken).AsTask();
        for (var second = 0; second < 20 && !asking.IsCompleted; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Equal(DmarcResult.TempError, (await asking.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))!.Author!.Result);
    }

    [Theory]
    [InlineData("its address has no name to be had", "66.100.51.198.in-addr.arpa")]
    [InlineData("its own SPF record does not come", "evil.example")]
    [InlineData("the key of its own signature does not come", "s1._domainkey.evil.example")]
    public async Task A_sender_whose_own_dns_keeps_silent_does_not_take_anothers_wish_away(string what, string silent)
    {
        var mail = _forge.Sign(Forge.Mail, "a=rsa-sha256; c=relaxed/relaxed; d=evil.example; s=s1; h=from:to:subject");
        var dns = new AwayResolver { Inner = Dns(), Silent = silent };
        var asking = Authentication(dns).AskAsync(Incoming.Mail(mail, path: "joe@evil.example", peer: "198.51.100.66", helo: "evil.example"), TestContext.Current.CancellationToken).AsTask();
        for (var second = 0; second < 20 && !asking.IsCompleted; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        var facts = (await asking)!;
        Assert.Equal((what, DmarcResult.Fail, DmarcPolicy.Reject), (what, facts.Author!.Result, facts.Author.Policy));
    }

    private string Signed() => _forge.Sign(Forge.Mail, "a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from:to:subject");

    private ValueTask<SenderFacts?> AskAsync(ScreeningInput input) => Authentication(Dns()).AskAsync(input, TestContext.Current.CancellationToken);

    private FixedResolver Dns() => _forge.Dns
        .Txt("example.com", "v=spf1 ip4:192.0.2.1 -all").Txt("example.org", "v=spf1 ip4:198.51.100.66 -all").Txt("_dmarc.example.com", "v=DMARC1; p=reject").Txt("_dmarc.example.org", "v=DMARC1; p=reject")
        .Reverse("192.0.2.1", "mail.example.com").Addresses("mail.example.com", "192.0.2.1");

    private SenderAuthentication Authentication(IResolver dns) =>
        new(dns, DomainName.Parse("mx.here.example"), new ScreeningLimits(), _time, NullLogger<SenderAuthentication>.Instance);

    /// <summary>DNS that answers nothing, throws, or keeps silent, about everything or about one name.</summary>
    private sealed class AwayResolver : IResolver
    {
        public Exception? Fault { get; init; }

        public bool IsSilent { get; init; }

        /// <summary>Answers about all names but one.</summary>
        public FixedResolver? Inner { get; init; }

        public string Silent { get; init; } = "";

        public ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancellationToken) => AnswerAsync(domain, inner => inner.MxAsync(domain, cancellationToken), cancellationToken);

        public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken) => AnswerAsync(host, inner => inner.AddressesAsync(host, cancellationToken), cancellationToken);

        public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, AddressFamily family, CancellationToken cancellationToken) =>
            AnswerAsync(host, inner => inner.AddressesAsync(host, family, cancellationToken), cancellationToken);

        public ValueTask<DnsAnswer<string>> TxtAsync(string name, CancellationToken cancellationToken) => AnswerAsync(name, inner => inner.TxtAsync(name, cancellationToken), cancellationToken);

        public ValueTask<DnsAnswer<string>> ReverseAsync(IPAddress address, CancellationToken cancellationToken) =>
            AnswerAsync(string.Join('.', address.ToString().Split('.').Reverse()) + ".in-addr.arpa", inner => inner.ReverseAsync(address, cancellationToken), cancellationToken);

        private async ValueTask<DnsAnswer<T>> AnswerAsync<T>(string name, Func<FixedResolver, ValueTask<DnsAnswer<T>>> ask, CancellationToken cancellationToken)
        {
            if (IsSilent || name == Silent) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            if (Inner is not null) return await ask(Inner);
            return Fault is null ? DnsAnswer<T>.None(DnsStatus.Unavailable, "away") : throw Fault;
        }
    }
}
