using System.Net;
using Microsoft.Extensions.Logging;

namespace Postamt.Server.Options;

/// <summary>Comma separated lists in options.</summary>
internal static class OptionText
{
    internal static IReadOnlyList<IPNetwork> Networks(string name, string? text) =>
        [.. Parts(text).Select(part => IPNetwork.TryParse(part.Contains('/', StringComparison.Ordinal) ? part : part + (part.Contains(':', StringComparison.Ordinal) ? "/128" : "/32"), out var network)
            ? network
            : throw new OptionException($"{name} {part}: {part} is not a network; write 10.0.0.0/8 or an address."))];

    internal static IReadOnlyList<IPEndPoint> EndPoints(string name, string? text) =>
        [.. Parts(text).Select(part => IPEndPoint.TryParse(part, out var endPoint)
            ? new IPEndPoint(endPoint.Address, endPoint.Port == 0 ? 53 : endPoint.Port)
            : throw new OptionException($"{name} {part}: {part} is not ADDRESS:PORT."))];

    internal static LogLevel? Level(string? text) => text switch
    {
        null => null,
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "information" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => throw new OptionException($"--log {text}: write trace, debug, information, warning or error."),
    };

    internal static int Copies(string? text) => text switch
    {
        null or "2" => 2,
        "1" => 1,
        _ => throw new OptionException($"--copies {text}: write 1 (one PostgreSQL) or 2 (with a synchronous standby)."),
    };

    internal static NodeRoles Roles(string? text)
    {
        if (text is null) return NodeRoles.All;
        var roles = Parts(text).Aggregate(NodeRoles.None, (all, part) => all | part switch
        {
            "all" => NodeRoles.All,
            "intake" => NodeRoles.Intake,
            "delivery" => NodeRoles.Delivery,
            "access" => NodeRoles.Access,
            _ => throw new OptionException($"--roles {text}: {part} is no role; there are intake (SMTP, submission, LMTP), delivery (the queue) and access (IMAP), and all."),
        });
        return roles == NodeRoles.None ? throw new OptionException("--roles: name intake, delivery or access, or all of them.") : roles;
    }

    private static string[] Parts(string? text) => text is null ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
