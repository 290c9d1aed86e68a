using System.Net;
using Postamt.Server.Options;

namespace Postamt.Server.Tests.Verbs;

public sealed class ListeningTests
{
    [Fact]
    public void A_port_that_is_taken_gives_way_to_a_free_one_and_the_others_stay()
    {
        var wanted = Listening.WithFreePorts(Listening.ForTrying, endPoint => endPoint.Port == 2024);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), wanted.Single(each => each.Name == "lmtp").EndPoint);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 2143), wanted.Single(each => each.Name == "imap").EndPoint);
        Assert.Equal(Listening.ForTrying.Count, wanted.Count);
    }

    [Theory]
    [InlineData("intake", "smtp submission submissions lmtp http https")]
    [InlineData("access", "imap imaps http https")]
    [InlineData("delivery", "http https")]
    [InlineData("delivery, access", "imap imaps http https")]
    [InlineData("all", "smtp submission submissions lmtp imap imaps http https")]
    public void A_node_listens_for_what_it_does(string roles, string open) =>
        Assert.Equal(open, string.Join(' ', Listening.Of(OptionText.Roles(roles), Listening.Standard).Where(each => each.EndPoint is not null).Select(each => each.Name)));

    [Theory, InlineData("everything"), InlineData(""), InlineData("intake,imap")]
    public void What_is_no_role_is_refused_with_those_there_are(string roles) =>
        Assert.Contains("delivery", Assert.Throws<OptionException>(() => OptionText.Roles(roles)).Message, StringComparison.Ordinal);
}
