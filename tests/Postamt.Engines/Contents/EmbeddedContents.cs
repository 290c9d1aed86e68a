using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Postamt.Cluster.Changes;
using Postamt.Sql.Engines;
using Postamt.Sql.Segments;
using Postamt.Sql.Sqlite;
using Postamt.Store.Blobs;

namespace Postamt.Engines.Contents;

/// <summary>Contents of the embedded engine in small segments; its disk can be looked at, at any moment, as a crash would leave it.</summary>
internal sealed class EmbeddedContents(int inlineOctets = 300, long segmentOctets = 400_000) : ContentHouse
{
    private readonly SnapshotDisk _disk = new();

    public EmbeddedEngine Embedded => (EmbeddedEngine)Engine;

    public SegmentFiles Files => Embedded.SegmentFiles;

    /// <summary>Lets writes to segments through, or loses them.</summary>
    public Func<bool> Writes
    {
        set => _disk.Writes = value;
    }

    public override void Crash()
    {
        var left = Copy();
        Close();
        Become(left);
        Open();
    }

    /// <summary>Does something, and goes on from what the disk held at its n-th forced write, folder or commit, as if the process had ended there.</summary>
    public async Task CrashInsideAsync(int nth, Func<Task> work)
    {
        DirectoryInfo? left = null;
        _disk.At(nth, () => left = Copy());
        await work();
        _disk.At(0, static () => { });
        left ??= Copy();
        Close();
        Become(left);
        Open();
    }

    public async Task<StoredBlob> RowAsync(BlobRef blob) =>
        (await Engine.Readers.ReadAsync<StoredBlob>(sql => SegmentBlobs.Find(sql, blob.Company, blob.Id)!, CancellationToken.None)).Value;

    public override async Task DamageAsync(BlobRef blob)
    {
        var location = (await RowAsync(blob)).Location;
        if (location.IsInline)
        {
            await ChangeAsync(tx =>
            {
                var record = SegmentBlobs.InlineRecord(tx, blob.Id)!;
                record[^1] ^= 0x10;
                tx.Execute("UPDATE blob_inline SET record = $2 WHERE blob_id = $1", blob.Id, record);
            });
            return;
        }
        using var file = File.OpenHandle(Files.PathOf(location.Segment), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var octet = new byte[1];
        var at = location.Offset + location.StoredLength - 1;
        RandomAccess.Read(file, octet, at);
        octet[0] ^= 0x10;
        RandomAccess.Write(file, octet, at);
    }


    protected override SqlEngine Make(string? keyFile) => EmbeddedEngine.Open(
        new EmbeddedEngineOptions(Data.FullName) { InlineOctets = inlineOctets, SegmentOctets = segmentOctets, ContentKeyFile = keyFile, ReadConnections = 2 },
        new EngineParts(new LocalChangeBus(), Time, Random, NullLogger.Instance, _disk));

    private DirectoryInfo Copy()
    {
        var target = System.IO.Directory.CreateTempSubdirectory("postamt-crash-");
        foreach (var file in Data.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            // The index of the write-ahead log is memory of the processes that share it; the lock is nobody's then.
            if (file.Name.EndsWith("-shm", StringComparison.Ordinal) || file.Name == "lock") continue;
            var path = Path.Combine(target.FullName, Path.GetRelativePath(Data.FullName, file.FullName));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file.CopyTo(path);
        }
        return target;
    }

    private void Become(DirectoryInfo left)
    {
        foreach (var part in Data.EnumerateFileSystemInfos())
        {
            if (part is DirectoryInfo folder) folder.Delete(recursive: true);
            else part.Delete();
        }
        foreach (var part in left.EnumerateFileSystemInfos())
        {
            if (part is DirectoryInfo folder) folder.MoveTo(Path.Combine(Data.FullName, part.Name));
            else ((FileInfo)part).MoveTo(Path.Combine(Data.FullName, part.Name));
        }
        left.Delete();
    }

    /// <summary>Tells when something has become durable, before whoever waits for it goes on.</summary>
    private sealed class SnapshotDisk : DiskAccess
    {
        private readonly Lock _gate = new();
        private int _left;
        private Action _reached = static () => { };

        public Func<bool> Writes { get; set; } = static () => true;

        public void At(int nth, Action reached)
        {
            lock (_gate) (_left, _reached) = (nth, reached);
        }

        public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            if (offset == 0 || Writes()) base.Write(file, bytes, offset);
        }

        public override void Sync(SafeFileHandle file)
        {
            base.Sync(file);
            Pass();
        }

        public override void SyncFolder(string path)
        {
            base.SyncFolder(path);
            Pass();
        }

        public override void BeforeCommit() => Pass();

        private void Pass()
        {
            lock (_gate)
            {
                if (_left > 0 && --_left == 0) _reached();
            }
        }
    }
}
