using System.Runtime.InteropServices;

namespace Postamt.Directory.Login;

/// <summary>
/// The work space of one hash, outside the collected heap: 19 MiB a sign-in would lie there as garbage until the next full collection.
/// It goes back to the system with the hash, overwritten.
/// </summary>
internal sealed unsafe class Argon2Memory : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly nuint _octets;
    private void* _start;

    /// <exception cref="OutOfMemoryException">The system has no room for it.</exception>
    public Argon2Memory(int blocks)
    {
        Blocks = blocks;
        _octets = (nuint)blocks * Argon2Block.Length * sizeof(ulong);
        if (!OperatingSystem.IsLinux())
        {
            _start = NativeMemory.Alloc(_octets);
            return;
        }
        // malloc would keep such a piece for the next time; a mapping of its own goes when it is let go of.
        _start = Map(null, _octets, ReadWrite, PrivateAnonymous, -1, 0);
        if (_start == (void*)-1)
        {
            _start = null;
            throw new OutOfMemoryException("no memory for a password hash");
        }
    }

    public int Blocks { get; }

    public Span<ulong> this[int block]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Blocks);
            return new Span<ulong>((ulong*)_start + ((nint)block * Argon2Block.Length), Argon2Block.Length);
        }
    }

    public void Dispose()
    {
        if (_start is null) return;
        NativeMemory.Clear(_start, _octets);
        if (OperatingSystem.IsLinux()) _ = Unmap(_start, _octets);
        else NativeMemory.Free(_start);
        _start = null;
    }

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static extern void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static extern int Unmap(void* address, nuint length);
}
