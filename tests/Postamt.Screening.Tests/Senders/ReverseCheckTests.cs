using System.Net;
using Postamt.Screening.Senders;
using Postamt.Screening.Tests.Spf;

namespace Postamt.Screening.Tests.Senders;

/// <summary>What a client's address is called (RFC 8601 3).</summary>
public sealed class ReverseCheckTests
{
    private const string Dns = """
        192.0.2.1 PTR mail.example.com
        mail.example.com A 192.0.2.1
        192.0.2.2 PTR mail.example.com
        192.0.2.3 PTR broken.example.com
        broken.example.com BROKEN A
        192.0.2.4 BROKEN PTR
        192.0.2.6 PTR one.example.com
        192.0.2.6 PTR Two.example.com
        Two.example.com A 192.0.2.6
        2001:db8::1 PTR six.example.com
        six.example.com AAAA 2001:db8::1
        192.0.2.7 PTR a.example
        192.0.2.7 PTR b.example
        192.0.2.7 PTR c.example
        192.0.2.7 PTR d.example
        192.0.2.7 PTR e.example
        192.0.2.7 PTR sixth.example
        sixth.example A 192.0.2.7
        """;

    [Theory]
    [InlineData("its name knows it", "192.0.2.1", "Pass", "mail.example.com")]
    [InlineData("in its form within IPv6", "::ffff:192.0.2.1", "Pass", "mail.example.com")]
    [InlineData("its name does not know it", "192.0.2.2", "Fail", "")]
    [InlineData("the name's addresses are not to be had", "192.0.2.3", "TempError", "")]
    [InlineData("its name is not to be had", "192.0.2.4", "TempError", "")]
    [InlineData("it has none", "192.0.2.5", "Fail", "")]
    [InlineData("one of several names", "192.0.2.6", "Pass", "two.example.com")]
    [InlineData("IPv6", "2001:db8::1", "Pass", "six.example.com")]
    [InlineData("more names than anybody needs", "192.0.2.7", "Fail", "")]
    public async Task An_address_has_a_name(string what, string address, string result, string name)
    {
        var outcome = await new ReverseCheck(Zone.Read(Dns)).AskAsync(IPAddress.Parse(address), TestContext.Current.CancellationToken);
        Assert.Equal((what, result, name), (what, $"{outcome.Result}", outcome.Name));
    }
}
