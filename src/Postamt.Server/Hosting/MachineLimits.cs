using Microsoft.Extensions.Logging;
using Postamt.Net;

namespace Postamt.Server.Hosting;

/// <summary>How many connections this machine bears: those beyond are sent away with a reply, where otherwise the process would break down under all of them.</summary>
internal static class MachineLimits
{
    /// <summary>Of one session, with its buffers and what it has of its mailbox (NetLimits.Total has the idle ones' 40 KiB).</summary>
    private const int OctetsPerConnection = 64 * 1024;

    /// <summary>The other half is for mails on their way, caches and the database.</summary>
    private const int ShareOfMemory = 2;

    internal static NetLimits Bound(NetLimits limits, ILogger logger)
    {
        var files = OpenFiles.Limit();
        if (OpenFiles.Connections(limits.Total, files) is var byFiles && byFiles < limits.Total)
        {
            Log.FewFiles(logger, byFiles, files!.Value);
            limits = limits with { Total = byFiles };
        }

        // Of a control group (cgroups(7)) it is what the group may have.
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (ByMemory(memory) is var byMemory && byMemory < limits.Total)
        {
            Log.LittleMemory(logger, byMemory, memory / (1024 * 1024));
            limits = limits with { Total = byMemory };
        }
        return limits;
    }

    /// <param name="octets">What the process may have.</param>
    internal static int ByMemory(long octets) => (int)Math.Min(int.MaxValue, octets / ShareOfMemory / OctetsPerConnection);
}
