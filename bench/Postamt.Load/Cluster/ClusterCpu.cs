using System.Globalization;
using Postamt.Load.Processes;

namespace Postamt.Load.Cluster;

/// <summary>Processor time of what serves in a cluster, by control groups.</summary>
internal sealed class ClusterCpu : IDisposable
{
    private readonly ClusterServer _cluster;
    private readonly CpuGroup _nodes = new($"postamt-bench-{Environment.ProcessId}-nodes");
    private readonly CpuGroup _databases = new($"postamt-bench-{Environment.ProcessId}-postgres");
    private readonly CpuGroup _proxies = new($"postamt-bench-{Environment.ProcessId}-haproxy");

    internal ClusterCpu(ClusterServer cluster)
    {
        _cluster = cluster;
        _nodes.Take(ProcessTree.Ids([.. cluster.Nodes]));
        _databases.Take(ProcessTree.Ids([.. cluster.Databases]));
        _proxies.Take(ProcessTree.Ids([.. cluster.Proxies]));
    }

    /// <summary>Whether this node's time counts.</summary>
    internal void Count(int node, bool counts)
    {
        var processes = ProcessTree.Ids([_cluster.Nodes[node]]);
        if (counts) _nodes.Take(processes);
        else _nodes.Release(processes);
    }

    internal CpuParts Now() => new(_nodes.CpuSeconds, _databases.CpuSeconds, _proxies.CpuSeconds);

    public void Dispose()
    {
        _nodes.Dispose();
        _databases.Dispose();
        _proxies.Dispose();
    }
}

/// <summary>Seconds of processor time.</summary>
internal readonly record struct CpuParts(double Nodes, double Databases, double Proxies)
{
    internal double All => Nodes + Databases + Proxies;

    public static CpuParts operator -(CpuParts after, CpuParts before) => new(after.Nodes - before.Nodes, after.Databases - before.Databases, after.Proxies - before.Proxies);

    /// <summary>In the order of the table: nodes, PostgreSQL, HAProxy.</summary>
    internal string PerThousand(int mails) => string.Create(CultureInfo.InvariantCulture, $"{Nodes / mails * 1000:N2} + {Databases / mails * 1000:N2} + {Proxies / mails * 1000:N2}");
}
