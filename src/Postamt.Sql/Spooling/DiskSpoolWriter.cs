using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Postamt.Sql.Segments;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Spooling;

/// <summary>Takes a content into pooled memory, and past 128 KiB into an unlinked file.</summary>
internal sealed class DiskSpoolWriter(string folder, Func<bool> hasRoom) : SpoolWriter
{
    public const int MemoryLength = 128 * 1024;
    private const int FirstLength = 8 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? _memory = ArrayPool<byte>.Shared.Rent(FirstLength);
    private SafeFileHandle? _file;
    private long _length;
    private bool _ended;

    public override long Length => _length;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (data.IsEmpty) return;
        // Many large contents at once must not use up what the disk keeps free for others.
        if (_length + data.Length > MemoryLength && !hasRoom()) throw new IOException("the disk is at its reserve", DiskAccess.NoSpaceLeft);
        if (_file is null && _length + data.Length > MemoryLength) await MoveToFileAsync(cancellationToken);
        if (_file is not null)
        {
            await RandomAccess.WriteAsync(_file, data, _length, cancellationToken);
        }
        else
        {
            Grow((int)_length + data.Length);
            data.CopyTo(_memory.AsMemory((int)_length));
        }
        _hash.AppendData(data.Span);
        _length += data.Length;
    }

    public override ValueTask<SpooledContent> CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        Span<byte> hash = stackalloc byte[32];
        _hash.GetHashAndReset(hash);
        var content = new DiskSpooledContent(_memory, _file, _length, ContentHash.FromBytes(hash));
        _memory = null;
        _file = null;
        End();
        return new(content);
    }

    public override ValueTask DisposeAsync()
    {
        End();
        return default;
    }

    private void End()
    {
        if (_ended) return;
        _ended = true;
        _hash.Dispose();
        if (_memory is not null) ArrayPool<byte>.Shared.Return(_memory);
        _memory = null;
        _file?.Dispose();
        _file = null;
    }

    private async ValueTask MoveToFileAsync(CancellationToken cancellationToken)
    {
        var file = SpoolFile.CreateUnlinked(folder);
        try
        {
            await RandomAccess.WriteAsync(file, _memory.AsMemory(0, (int)_length), 0, cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        _file = file;
        ArrayPool<byte>.Shared.Return(_memory!);
        _memory = null;
    }

    private void Grow(int length)
    {
        if (_memory!.Length >= length) return;
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(length, _memory.Length * 2));
        _memory.AsSpan(0, (int)_length).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(_memory);
        _memory = grown;
    }
}
