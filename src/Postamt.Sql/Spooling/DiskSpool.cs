using Microsoft.Extensions.Logging;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Spooling;

/// <summary>The spool in DATA/spool. What a process before this one left there is removed when it is made.</summary>
internal sealed class DiskSpool : ISpool
{
    /// <summary>How long an answer about free space is believed.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Func<(long Free, long Total)> _space;
    private long _askedAt;
    private long _room;

    public DiskSpool(string folder, TimeProvider time, ILogger logger, Func<(long Free, long Total)>? space = null)
    {
        _folder = folder;
        _time = time;
        _space = space ?? (() => DiskReserve.Measure(folder));
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
        _room = Ask();
        _askedAt = time.GetTimestamp();
    }

    public bool HasRoomFor(long octets)
    {
        var asked = Volatile.Read(ref _askedAt);
        if (_time.GetElapsedTime(asked) >= Believed && Interlocked.CompareExchange(ref _askedAt, _time.GetTimestamp(), asked) == asked) Volatile.Write(ref _room, Ask());
        return Volatile.Read(ref _room) > octets;
    }

    public SpoolWriter Begin() => new DiskSpoolWriter(_folder, () => HasRoomFor(0));

    /// <summary>Octets above the reserve.</summary>
    private long Ask()
    {
        try
        {
            var (free, total) = _space();
            return free - DiskReserve.Of(total);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
