using System.Net;

namespace Postamt.Interop.Relays;

/// <summary>How a <see cref="Postfix"/> is set up.</summary>
internal sealed record PostfixOptions
{
    /// <summary>The domain it takes mail for.</summary>
    public string Domain { get; init; } = "remote.example";

    /// <summary>Where it listens; port 0: a free one.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Where everything else goes.</summary>
    public string? RelayHost { get; init; }

    public bool StartTls { get; init; }

    /// <summary>Lines of main.cf that come last and so win.</summary>
    public IReadOnlyList<string> More { get; init; } = [];
}
