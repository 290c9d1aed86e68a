using Microsoft.Extensions.Logging;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Spooling;

/// <summary>The spool in DATA/spool. What a process before this one left there is removed when it is made.</summary>
internal sealed class DiskSpool : ISpool
{
    /// <summary>A disk below this much free space takes no new mail: 5 % of it, at most this many octets.</summary>
    private const long MaxReserve = 256L * 1024 * 1024;

    /// <summary>How long an answer about free space is believed.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Func<(long Free, long Total)> _space;
    private long _askedAt;
    private bool _hasRoom;

    public DiskSpool(string folder, TimeProvider time, ILogger logger, Func<(long Free, long Total)>? space = null)
    {
        _folder = folder;
        _time = time;
        _space = space ?? (() => Space(folder));
        foreach (var path in System.IO.Directory.EnumerateFiles(folder, SpoolFile.Pattern))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.SpoolLeftOver(logger, path, e);
            }
        }
        _hasRoom = Ask();
        _askedAt = time.GetTimestamp();
    }

    public bool HasRoom
    {
        get
        {
            var asked = Volatile.Read(ref _askedAt);
            if (_time.GetElapsedTime(asked) >= Believed && Interlocked.CompareExchange(ref _askedAt, _time.GetTimestamp(), asked) == asked) Volatile.Write(ref _hasRoom, Ask());
            return Volatile.Read(ref _hasRoom);
        }
    }

    public SpoolWriter Begin() => new DiskSpoolWriter(_folder);

    private bool Ask()
    {
        try
        {
            var (free, total) = _space();
            return free > Math.Min(MaxReserve, total / 20);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static (long Free, long Total) Space(string folder)
    {
        var drive = new DriveInfo(folder);
        return (drive.AvailableFreeSpace, drive.TotalSize);
    }
}
