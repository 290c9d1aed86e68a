using System.Net;
using Microsoft.AspNetCore.Http;

namespace Postamt.Server.Http;

/// <summary>
/// Figures tell a stranger how much mail a company gets: they are for this machine and the networks its administrator names. What a proxy passes on comes from
/// somebody else, wherever the proxy is.
/// </summary>
internal sealed class MetricsAccess(IReadOnlyList<IPNetwork> allowed)
{
    internal const string Path = "/metrics";

    /// <summary>RFC 7239, RFC 9110 7.6.3, and what most proxies send instead.</summary>
    private static readonly string[] PassedOn = ["Forwarded", "Via", "X-Forwarded-For", "X-Real-IP"];

    internal Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) || MayRead(context)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Metrics are given to this machine and to the networks of --metrics-from only, and not through a proxy.\n", context.RequestAborted);
    }

    private bool MayRead(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } from || PassedOn.Any(context.Request.Headers.ContainsKey)) return false;
        var plain = from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from;
        return IPAddress.IsLoopback(plain) || from.Equals(context.Connection.LocalIpAddress) || allowed.Any(network => network.Contains(plain));
    }
}
