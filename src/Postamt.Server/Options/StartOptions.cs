using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Server.Supervising;

namespace Postamt.Server.Options;

/// <summary>How one process starts. Everything else is a setting in the database.</summary>
internal sealed record StartOptions
{
    internal string Data { get; init; } = "./data";

    /// <summary>Connection string of PostgreSQL; null: everything is in the data folder.</summary>
    internal string? Database { get; init; }

    /// <summary>With <see cref="Database"/>: on how many machines a mail is before it is accepted.</summary>
    internal int Copies { get; init; } = 2;

    /// <summary>Fully qualified; in greetings, trace headers and the self-signed certificate.</summary>
    internal string HostName { get; init; } = System.Net.Dns.GetHostName();

    internal IReadOnlyList<Listening> Listen { get; init; } = Listening.Standard;

    internal string Node { get; init; } = "node1";

    internal NodeRoles Roles { get; init; } = NodeRoles.All;

    /// <summary>As in --roles.</summary>
    internal string RolesText => Roles == NodeRoles.All ? "all" : string.Join(',', Enum.GetValues<NodeRoles>().Where(each => each is not (NodeRoles.None or NodeRoles.All) && Roles.HasFlag(each)).Select(each => each.ToString().ToLowerInvariant()));

    /// <summary>Null: secret.key in the data folder.</summary>
    internal string? SecretKeyFile { get; init; }

    /// <summary>Keys that contents are encrypted with; null: they are stored as they are.</summary>
    internal string? ContentKeyFile { get; init; }

    internal IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Who may read figures besides this machine.</summary>
    internal IReadOnlyList<IPNetwork> MetricsFrom { get; init; } = [];

    /// <summary>Empty: the machine's own.</summary>
    internal IReadOnlyList<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>PEM files; both or none. None: a self-signed certificate made at first start.</summary>
    internal string? Certificate { get; init; }

    internal string? CertificateKey { get; init; }

    /// <summary>Mail may go to loopback and private networks when DNS says so.</summary>
    internal bool PrivateNetworks { get; init; }

    /// <summary>SCRAM is announced: for installations where everybody uses app passwords.</summary>
    internal bool Scram { get; init; }

    /// <summary>This version has to show that it works before it says that it is ready.</summary>
    internal bool OnTrial { get; init; }

    /// <summary>Listening sockets that are open already.</summary>
    internal InheritedSockets Sockets { get; init; } = InheritedSockets.None;

    /// <summary>Null: what the verb finds right.</summary>
    internal LogLevel? LogLevel { get; init; }

    /// <summary>Clients on loopback count against no limit of connections or sign-ins.</summary>
    internal bool SpareLoopback { get; init; }
}
