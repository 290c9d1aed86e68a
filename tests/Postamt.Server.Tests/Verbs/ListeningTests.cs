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
}
