namespace Postamt.Net;

/// <summary>The numbers of this room. A default that the design names has no RFC behind it.</summary>
public sealed record NetLimits
{
    /// <summary>Connections not logged in, by address (IPv6: by /64). Design §7.</summary>
    public int PerAddress { get; init; } = 50;

    /// <summary>Connections logged in, by account. Design §7.</summary>
    public int PerAccount { get; init; } = 100;

    /// <summary>All connections of all listeners: about 40 KiB each idle is 800 MiB at the cap.</summary>
    public int Total { get; init; } = 20_000;

    /// <summary>Percent of <see cref="Total"/> only reserved listeners (submission) may use. Design §7.</summary>
    public int ReservedPercent { get; init; } = 10;

    /// <summary>Loopback counts toward <see cref="Total"/> only; for trying out.</summary>
    public bool ExemptLoopback { get; init; }

    /// <summary>From the first octet of the handshake to its end. THREATS 28; Kestrel's HttpsConnectionAdapterOptions has 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The whole PROXY header must be there. HAProxy's PROXY protocol §2 asks for at least 3 s.</summary>
    public TimeSpan ProxyHeaderTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A flush may wait so long for the peer. RFC 5321 4.5.3.2.7: a server waits at least 5 minutes.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A peer that is still sending may take so long to hear the last reply before the connection is closed. nginx's lingering_timeout is 5 s.</summary>
    public TimeSpan LastWordTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>And so many octets of it are thrown away meanwhile: about what a sender has on its way.</summary>
    public int LastWordInput { get; init; } = 1024 * 1024;

    /// <summary>What a session may take to end once the drain has begun, before it is aborted.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence in a body. RFC 5321 4.5.3.2.5: a sender may take 3 minutes for a block.</summary>
    public TimeSpan ContentPatience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Octets a second a body must have on average. Design §7.</summary>
    public int MinimumRate { get; init; } = 500;

    /// <summary>Kernel-to-reader buffer of one connection in octets. Design §7: at most 64 KiB before login, both directions together.</summary>
    public int InputBuffer { get; init; } = 32 * 1024;

    /// <summary>Writer-to-kernel buffer of one connection in octets.</summary>
    public int OutputBuffer { get; init; } = 32 * 1024;

    /// <summary>Waiting connections the kernel keeps. 512 as Kestrel has it.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>The patience for one body at these limits.</summary>
    public ContentPace NewPace() => new(ContentPatience, MinimumRate);

    /// <exception cref="ArgumentException">A number is out of its range; the message names it.</exception>
    public void Validate()
    {
        Positive(PerAddress, nameof(PerAddress));
        Positive(PerAccount, nameof(PerAccount));
        Positive(Total, nameof(Total));
        Positive(MinimumRate, nameof(MinimumRate));
        Positive(Backlog, nameof(Backlog));
        Positive(LastWordInput, nameof(LastWordInput));
        // A buffer smaller than one TLS record could never take one in.
        if (InputBuffer < 17 * 1024 || OutputBuffer < 4 * 1024)
            throw new ArgumentException("InputBuffer needs at least 17 KiB and OutputBuffer 4 KiB.");
        if (ReservedPercent is < 0 or > 90)
            throw new ArgumentException("ReservedPercent must be 0 to 90.");
        foreach (TimeSpan time in (ReadOnlySpan<TimeSpan>)[HandshakeTimeout, ProxyHeaderTimeout, WriteTimeout, LastWordTimeout, DrainTimeout, ContentPatience])
        {
            if (time <= TimeSpan.Zero || time > TimeSpan.FromHours(1))
                throw new ArgumentException("A timeout must be more than 0 and at most one hour.");
        }
    }

    private static void Positive(int value, string name)
    {
        if (value < 1)
            throw new ArgumentException($"{name} must be at least 1.");
    }
}
