using Postamt.Delivery.Remote;
using Xunit;

namespace Postamt.Delivery.Tests;

public sealed class RouteTests
{
    [Theory]
    [InlineData("*", "any.example", true)]
    [InlineData("example.net", "example.net", true)]
    [InlineData("example.net", "sub.example.net", false)]
    [InlineData(".example.net", "sub.example.net", true)]
    [InlineData(".example.net", "example.net", false)]
    [InlineData(".example.net", "badexample.net", false)]
    public void A_route_covers_what_its_pattern_says(string pattern, string domain, bool covers) =>
        Assert.Equal(covers, new Route(pattern, "relay.example").Covers(domain));
}
