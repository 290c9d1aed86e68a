using System.Net;
using Microsoft.AspNetCore.Http;

namespace Postamt.Server.Http;

/// <summary>Figures tell a stranger how much mail a company gets: they are for this machine and the networks of its proxies.</summary>
internal sealed class MetricsAccess(IReadOnlyList<IPNetwork> trusted)
{
    internal const string Path = "/metrics";

    internal Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) || MayRead(context.Connection.RemoteIpAddress)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Metrics are given to this machine and to the networks of --trusted-proxies only.\n", context.RequestAborted);
    }

    private bool MayRead(IPAddress? from)
    {
        if (from is null) return false;
        var plain = from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from;
        return IPAddress.IsLoopback(plain) || trusted.Any(network => network.Contains(plain));
    }
}
