using System.Net;
using Microsoft.AspNetCore.Http;
using Postamt.Server.Http;

namespace Postamt.Server.Tests.Nodes;

/// <summary>Who may read figures.</summary>
public sealed class MetricsAccessTests
{
    [Theory]
    [InlineData("/metrics", "127.0.0.1", 200)]
    [InlineData("/metrics", "::1", 200)]
    [InlineData("/metrics", "::ffff:127.0.0.1", 200)]
    [InlineData("/metrics", "10.1.2.3", 200)]
    [InlineData("/metrics", "::ffff:10.1.2.3", 200)]
    [InlineData("/metrics", "192.0.2.1", 403)]
    [InlineData("/METRICS", "192.0.2.1", 403)]
    [InlineData("/metrics/", "192.0.2.1", 403)]
    [InlineData("/metrics", null, 403)]
    [InlineData("/readyz", "192.0.2.1", 200)]
    [InlineData("/healthz", null, 200)]
    public async Task Figures_are_for_this_machine_and_the_networks_that_are_named(string path, string? from, int status)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        await new MetricsAccess([IPNetwork.Parse("10.0.0.0/8")]).InvokeAsync(context, _ => Task.CompletedTask);
        Assert.Equal(status, context.Response.StatusCode);
    }

    [Theory, InlineData("X-Forwarded-For"), InlineData("x-forwarded-for"), InlineData("Forwarded"), InlineData("Via"), InlineData("X-Real-IP")]
    public async Task What_a_proxy_passes_on_is_refused_wherever_the_proxy_is(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/metrics";
        context.Request.Headers[header] = "192.0.2.1";
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        await new MetricsAccess([]).InvokeAsync(context, _ => Task.CompletedTask);
        Assert.Equal(403, context.Response.StatusCode);
    }

    [Theory, InlineData("192.0.2.11", 200), InlineData("192.0.2.12", 403)]
    public async Task This_machine_may_come_by_any_of_its_addresses(string from, int status)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/metrics";
        context.Connection.LocalIpAddress = IPAddress.Parse("192.0.2.11");
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        await new MetricsAccess([]).InvokeAsync(context, _ => Task.CompletedTask);
        Assert.Equal(status, context.Response.StatusCode);
    }
}
