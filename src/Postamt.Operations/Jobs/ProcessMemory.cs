using System.Runtime.InteropServices;

namespace Postamt.Operations.Jobs;

/// <summary>The running process.</summary>
public sealed class ProcessMemory : IProcessMemory
{
    private readonly bool _trims = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    public long ResidentOctets => Environment.WorkingSet;

    public TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

    public void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // TLS lives in the C library's heap, which keeps the pages of connections that are gone.
        if (_trims) _ = Trim(0);
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint keep);
}
