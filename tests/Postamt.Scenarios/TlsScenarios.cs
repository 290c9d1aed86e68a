namespace Postamt.Scenarios;

/// <summary>TLS towards other servers is taken where it is offered and missed by nobody where it is broken (RFC 7435, RFC 3207).</summary>
public sealed class TlsScenarios : Scenario
{
    [Fact]
    public async Task Tls_that_is_offered_is_used()
    {
        var site = Internet.Site("away.example");
        site.OffersTls = true;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.True(Assert.Single(site.Mails).OverTls);
        Assert.Equal(["EHLO", "STARTTLS", "EHLO"], site.Lines.Take(3).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    [Trait("drill", "30")]
    public async Task Tls_that_is_broken_is_done_without_over_a_new_connection()
    {
        var site = Internet.Site("away.example");
        (site.OffersTls, site.TlsIsBroken) = (true, true);
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.False(Assert.Single(site.Mails).OverTls);
        Assert.Equal(2, site.Connections);
    }

    [Theory]
    [InlineData("454 4.7.0 TLS not available")]
    [InlineData("502 5.5.1 what")]
    public async Task Tls_that_is_refused_is_done_without_over_the_same_connection(string refusal)
    {
        var site = Internet.Site("away.example");
        (site.OffersTls, site.Answer) = (true, line => line == "STARTTLS" ? refusal : null);
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.False(Assert.Single(site.Mails).OverTls);
        Assert.Equal(1, site.Connections);
    }

    [Fact]
    [Trait("attack", "7")]
    public async Task Words_put_behind_the_answer_to_starttls_are_never_believed()
    {
        var site = Internet.Site("away.example");
        site.OffersTls = true;
        site.Answer = line => line == "STARTTLS" ? "220 go\r\n250-FAKE\r\n250 AUTH PLAIN" : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        // Somebody else writes on this connection: the mail is not given to them, and not in the clear to anybody.
        Assert.Empty(site.Mails);
        site.Answer = _ => null;
        await Office.PassAsync(TimeSpan.FromMinutes(10));
        Assert.True(Assert.Single(site.Mails).OverTls);
    }
}
