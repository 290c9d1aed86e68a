using Postamt.Mail.Addresses;
using Postamt.Screening.Dkim.Keys;
using Postamt.Server.Options;
using Postamt.Server.Setting;

namespace Postamt.Server.Tests.Setting;

/// <summary>The zone fragment, read back as RFC 1035 5.1 says.</summary>
public sealed class DnsRecordsTests
{
    [Fact]
    public void A_zone_has_what_this_version_keeps()
    {
        var zone = Read(Records("one.example", "mail.one.example").ToZone());
        Assert.Equal("10 mail.one.example.", zone[("@", "MX")]);
        Assert.Equal("\"v=spf1 mx -all\"", zone[("@", "TXT")]);
        Assert.Equal("\"v=spf1 a -all\"", zone[("mail", "TXT")]);
        Assert.Equal("\"v=DMARC1; p=none; rua=mailto:postmaster@one.example\"", zone[("_dmarc", "TXT")]);
        Assert.Equal("\"v=TLSRPTv1; rua=mailto:postmaster@one.example\"", zone[("_smtp._tls", "TXT")]);
        Assert.Equal("0 1 993 mail.one.example.", zone[("_imaps._tcp", "SRV")]);
        Assert.Equal("10 1 143 mail.one.example.", zone[("_imap._tcp", "SRV")]);
        Assert.Equal("0 1 465 mail.one.example.", zone[("_submissions._tcp", "SRV")]);
        Assert.Equal("10 1 587 mail.one.example.", zone[("_submission._tcp", "SRV")]);
    }

    [Fact]
    public void What_nobody_keeps_yet_is_no_record_and_is_said_to_be_missing()
    {
        var text = Records("one.example", "mail.one.example").ToZone();
        Assert.DoesNotContain(Read(text).Keys, key => key.Name.Contains("_domainkey", StringComparison.Ordinal) || key.Name.Contains("mta-sts", StringComparison.Ordinal) || key.Name.StartsWith("auto", StringComparison.Ordinal));
        foreach (var word in new[] { "MTA-STS", "autoconfiguration", "PTR" }) Assert.Contains(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_have_their_records_until_they_are_retired()
    {
        var domain = DomainName.Parse("one.example");
        DkimKeyEntry Key(string selector, DkimKeyState state) => new(domain, selector, "rsa-sha256", state, default, "v=DKIM1; k=rsa; p=" + new string('A', 300));
        var zone = Read(Records("one.example", "mail.one.example", [Key("a", DkimKeyState.Waiting), Key("b", DkimKeyState.Active), Key("c", DkimKeyState.Retired)]).ToZone());
        Assert.Equal($"\"v=DKIM1; k=rsa; p={new string('A', 237)}\" \"{new string('A', 63)}\"", zone[("a._domainkey", "TXT")]);
        Assert.Contains(("b._domainkey", "TXT"), zone.Keys);
        Assert.DoesNotContain(("c._domainkey", "TXT"), zone.Keys);
    }

    [Fact]
    public void A_listener_that_is_off_is_announced_as_none_and_a_moved_one_by_its_port()
    {
        var listen = Listening.Merge(Listening.Standard, [Listening.Parse("imap=off"), Listening.Parse("imaps=0.0.0.0:1993")]);
        var zone = Read(new DnsRecords(DomainName.Parse("one.example"), "mail.one.example", listen, []).ToZone());
        // RFC 6186 3.4: a target of "." says that the service is not there.
        Assert.Equal("0 0 0 .", zone[("_imap._tcp", "SRV")]);
        Assert.Equal("0 1 1993 mail.one.example.", zone[("_imaps._tcp", "SRV")]);
    }

    [Fact]
    public void A_host_elsewhere_has_no_record_in_this_zone()
    {
        var zone = Read(Records("one.example", "post.provider.example").ToZone());
        Assert.Equal("10 post.provider.example.", zone[("@", "MX")]);
        Assert.DoesNotContain(zone.Keys, key => key.Name.StartsWith("post", StringComparison.Ordinal));
    }

    [Fact]
    public void An_international_domain_stands_in_its_ascii_form()
    {
        var text = Records("bücher.example", "mail.xn--bcher-kva.example").ToZone();
        Assert.Contains("$ORIGIN xn--bcher-kva.example.", text, StringComparison.Ordinal);
        Assert.Equal("\"v=DMARC1; p=none; rua=mailto:postmaster@xn--bcher-kva.example\"", Read(text)[("_dmarc", "TXT")]);
        Assert.All(text.Split('\n').Where(line => !line.StartsWith(';')), line => Assert.True(line.All(char.IsAscii), line));
    }

    private static DnsRecords Records(string domain, string host, IReadOnlyList<DkimKeyEntry>? keys = null) => new(DomainName.Parse(domain), host, Listening.Standard, keys ?? []);

    private static Dictionary<(string Name, string Type), string> Read(string zone)
    {
        var records = new Dictionary<(string, string), string>();
        foreach (var line in zone.Split('\n').Where(line => line.Length > 0 && line[0] is not ';' and not '$'))
        {
            var parts = line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.Equal(("3600", "IN"), (parts[1], parts[2]));
            Assert.True(records.TryAdd((parts[0], parts[3]), parts[4]), line);
        }
        return records;
    }
}
