using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Spooling;

internal sealed class DiskSpooledContent(byte[]? memory, SafeFileHandle? file, long length, ContentHash hash) : SpooledContent
{
    private byte[]? _memory = memory;
    private SafeFileHandle? _file = file;

    public override long Length => length;

    public override ContentHash Hash => hash;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        ObjectDisposedException.ThrowIf(_memory is null && _file is null, this);
        memory = _memory.AsMemory(0, _memory is null ? 0 : (int)length);
        return _memory is not null;
    }

    public override Stream OpenRead()
    {
        ObjectDisposedException.ThrowIf(_memory is null && _file is null, this);
        return _memory is not null ? new MemoryStream(_memory, 0, (int)length, writable: false) : new SpoolReadStream(_file!, length);
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        Interlocked.Exchange(ref _file, null)?.Dispose();
        return default;
    }
}
