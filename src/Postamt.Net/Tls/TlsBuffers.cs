// OpenSSL keeps a buffer of a whole record for reading and one for writing, 33 KiB a connection, unless it is told to let them go while
// nothing is under way (SSL_MODE_RELEASE_BUFFERS). The runtime does not tell it.
using System.Net.Security;
using System.Runtime.InteropServices;

namespace Postamt.Net.Tls;

/// <summary>Lets a connection hold no record buffers while it waits.</summary>
internal static class TlsBuffers
{
    private const int SetMode = 33;
    private const int ReleaseBuffers = 0x10;
    private static readonly Lazy<Control?> Native = new(static () => OpenSsl.Function<Control>("SSL_ctrl"));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate CLong Control(nint ssl, int command, CLong number, nint pointer);

    /// <returns>False where OpenSSL cannot be told; the connection then costs more and works the same.</returns>
    internal static bool Release(SslStream stream)
    {
        if (OpenSsl.HandleOf(stream) is not { } handle || Native.Value is not { } control)
            return false;
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return (control(handle.DangerousGetHandle(), SetMode, new CLong(ReleaseBuffers), 0).Value & ReleaseBuffers) != 0;
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }
}
