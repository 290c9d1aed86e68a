namespace Postamt.Sql.Spooling;

/// <summary>What is kept free of the disk the data folder lies on, for readers, flags, deletions and mails already accepted.</summary>
internal static class DiskReserve
{
    /// <summary>THREATS drill 6: 5 % of the disk, at most this many octets.</summary>
    private const long Most = 256L * 1024 * 1024;

    private const int PageLength = 4096;
    private const int MostLogPages = 4000;
    private const int FewestLogPages = 100;

    public static long Of(long total) => Math.Min(Most, total / 20);

    /// <summary>Pages of the write-ahead log that are moved at once. The database may grow by all of them, which half the reserve must bear.</summary>
    public static int LogPages(long total) => (int)Math.Clamp(Of(total) / 2 / PageLength, FewestLogPages, MostLogPages);

    /// <summary>Octets a process may still write, and all octets, of the file system a folder lies on.</summary>
    public static (long Free, long Total) Measure(string folder)
    {
        var drive = new DriveInfo(folder);
        return (drive.AvailableFreeSpace, drive.TotalSize);
    }
}
