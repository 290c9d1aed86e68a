namespace Postamt.Operations.Drills;

/// <summary>What a node can be told to pretend: faults that would hit more than this node, or could not be taken back, if they were real.</summary>
public sealed class DrillSwitches(TimeProvider time) : IDisposable
{
    public const string DiskFull = "disk-full";
    public const string DnsDown = "dns-down";
    public const string CertificateSwap = "certificate-swap";

    /// <summary>There is no room for new mail.</summary>
    public DrillSwitch Disk { get; } = new(time);

    /// <summary>No DNS server answers.</summary>
    public DrillSwitch Dns { get; } = new(time);

    /// <summary>Another certificate is shown.</summary>
    public DrillSwitch Certificate { get; } = new(time);

    /// <summary>By the name of its drill; null where there is none.</summary>
    public DrillSwitch? Find(string drill) => drill switch
    {
        DiskFull => Disk,
        DnsDown => Dns,
        CertificateSwap => Certificate,
        _ => null,
    };

    public void Dispose()
    {
        Disk.Dispose();
        Dns.Dispose();
        Certificate.Dispose();
    }
}
