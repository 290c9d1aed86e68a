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
    public async Task Figures_are_for_this_machine_and_its_proxies(string path, string? from, int status)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        await new MetricsAccess([IPNetwork.Parse("10.0.0.0/8")]).InvokeAsync(context, _ => Task.CompletedTask);
        Assert.Equal(status, context.Response.StatusCode);
    }
}
