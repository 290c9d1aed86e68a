using System.Diagnostics;

namespace Postamt.Load.Machines;

/// <summary>What the disk under the work folder gives: the scale of every durable figure.</summary>
/// <param name="FsyncsPerSecond">A 4 KiB append and its fsync, one after the other.</param>
/// <param name="AppendBytesPerSecond">256 MiB in pieces of 1 MiB, one fsync at the end.</param>
internal sealed record DiskSpeed(double FsyncsPerSecond, double AppendBytesPerSecond)
{
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(1);

    internal static DiskSpeed Measure(string folder)
    {
        var path = Path.Combine(folder, "disk-speed");
        try
        {
            return new DiskSpeed(Fsyncs(path), Appends(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Fsyncs(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        var clock = Stopwatch.StartNew();
        var count = 0;
        while (clock.Elapsed < Trial)
        {
            RandomAccess.Write(file, block, (long)count * block.Length);
            RandomAccess.FlushToDisk(file);
            count++;
        }
        return count / clock.Elapsed.TotalSeconds;
    }

    private static double Appends(string path)
    {
        const int pieces = 256;
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var block = new byte[1 << 20];
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < pieces; at++) RandomAccess.Write(file, block, (long)at * block.Length);
        RandomAccess.FlushToDisk(file);
        return pieces * (double)block.Length / clock.Elapsed.TotalSeconds;
    }
}
