using System.Globalization;
using System.Net;

namespace Postamt.Server.Options;

/// <summary>One <c>--listen NAME=ADDR:PORT</c>; <c>NAME=off</c> closes it.</summary>
internal sealed record Listening(string Name, IPEndPoint? EndPoint)
{
    /// <summary>Nobody asked for it: where another program has the port, the server does without.</summary>
    internal bool IsOptional { get; init; }

    /// <summary>The names, their standard ports (RFC 6409, 8314, 9051, 9110, IANA) and the ports of <c>try</c>.</summary>
    internal static IReadOnlyList<(string Name, int Port, int TryPort, bool ImplicitTls)> Known { get; } =
    [
        ("smtp", 25, 2525, false),
        ("submission", 587, 2587, false),
        ("submissions", 465, 2465, true),
        ("lmtp", 24, 2024, false),
        ("imap", 143, 2143, false),
        ("imaps", 993, 2993, true),
        ("http", 80, 8080, false),
        ("https", 443, 8443, true),
    ];

    /// <summary>Names of protocols this version does not speak yet; switching them off is always right.</summary>
    private static readonly string[] NotYet = ["pop3", "pop3s", "managesieve"];

    /// <summary>Spoken by the part that answers while mail drains.</summary>
    internal static bool IsHttp(string name) => name is "http" or "https";

    internal static bool IsImplicitTls(string name) => Known.First(known => known.Name == name).ImplicitTls;

    /// <summary>What is open when nothing is said: all on every address, LMTP on loopback only because it asks nobody to sign in.</summary>
    internal static IReadOnlyList<Listening> Standard { get; } =
        [.. Known.Select(known => new Listening(known.Name, new IPEndPoint(known.Name == "lmtp" ? IPAddress.Loopback : IPAddress.IPv6Any, known.Port)) { IsOptional = IsHttp(known.Name) })];

    internal static IReadOnlyList<Listening> ForTrying { get; } =
        [.. Known.Select(known => new Listening(known.Name, new IPEndPoint(IPAddress.Loopback, known.TryPort)))];

    /// <summary>The same, where each port that is taken gives way to a free one.</summary>
    internal static IReadOnlyList<Listening> WithFreePorts(IReadOnlyList<Listening> wanted, Func<IPEndPoint, bool> isTaken) =>
        [.. wanted.Select(each => each.EndPoint is { } endPoint && isTaken(endPoint) ? each with { EndPoint = new IPEndPoint(endPoint.Address, 0) } : each)];

    /// <exception cref="OptionException">Not of that form; the message says what is.</exception>
    internal static Listening Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var name = at > 0 ? text[..at] : text;
        if (NotYet.Contains(name))
        {
            return text == name + "=off"
                ? new Listening(name, null)
                : throw new OptionException($"--listen {text}: this version does not speak {name}; leave it away or write {name}=off.");
        }
        if (at <= 0 || !Known.Any(known => known.Name == name))
            throw new OptionException($"--listen {text}: write NAME=ADDRESS:PORT or NAME=off, with one of the names {string.Join(", ", Known.Select(known => known.Name))}.");
        var value = text[(at + 1)..];
        if (value == "off") return new Listening(name, null);
        var colon = value.LastIndexOf(':');
        if (colon > 0
            && IPAddress.TryParse(value[..colon].Trim('[', ']'), out var address)
            && int.TryParse(value[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is >= 0 and <= 65535)
            return new Listening(name, new IPEndPoint(address, port));
        throw new OptionException($"--listen {text}: {value} is not ADDRESS:PORT; an IPv6 address stands in brackets, the port is 0 to 65535 (0 takes a free one).");
    }

    /// <summary>Those of roles a node does not have are off.</summary>
    internal static IReadOnlyList<Listening> Of(NodeRoles roles, IReadOnlyList<Listening> listen) => [.. listen.Select(each => roles.HasFlag(RoleOf(each.Name)) ? each : each with { EndPoint = null })];

    /// <summary>Over HTTP every node says how it is.</summary>
    private static NodeRoles RoleOf(string name) => name switch
    {
        "smtp" or "submission" or "submissions" or "lmtp" => NodeRoles.Intake,
        "imap" or "imaps" => NodeRoles.Access,
        _ => NodeRoles.None,
    };

    /// <summary>Later ones replace earlier ones of the same name.</summary>
    internal static IReadOnlyList<Listening> Merge(IReadOnlyList<Listening> standard, IReadOnlyList<Listening> given) =>
        [.. standard.Select(listening => given.LastOrDefault(each => each.Name == listening.Name) ?? listening)];
}
