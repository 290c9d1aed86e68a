// RFC 9266 2: the exporter's value with the label EXPORTER-Channel-Binding, an empty context and 32 octets. The runtime's
// SslStream has no call for it, so OpenSSL is asked.
// Invariants: used for TLS 1.3 only (RFC 9266 3: earlier versions need conditions the runtime does not show). Where OpenSSL
// cannot be asked there is no such binding and it is never offered.
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;

namespace Postamt.Net.Tls;

/// <summary>The exported keying material of a connection for <c>tls-exporter</c>.</summary>
internal static class TlsExporter
{
    private const int Length = 32;
    private const int Succeeded = 1;
    private static readonly Lazy<ExportKeyingMaterial?> Native = new(static () => OpenSsl.Function<ExportKeyingMaterial>("SSL_export_keying_material"));

    private static ReadOnlySpan<byte> Label => "EXPORTER-Channel-Binding"u8;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private unsafe delegate int ExportKeyingMaterial(nint ssl, byte* output, nuint length, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    /// <returns>32 octets; null when the connection is not TLS 1.3 or the runtime gives none.</returns>
    internal static unsafe byte[]? Export(SslStream stream)
    {
        if (stream.SslProtocol != SslProtocols.Tls13 || OpenSsl.HandleOf(stream) is not { } handle || Native.Value is not { } export)
            return null;
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            byte[] material = new byte[Length];
            byte nothing = 0;
            fixed (byte* output = material)
            fixed (byte* label = Label)
            {
                int result = export(handle.DangerousGetHandle(), output, Length, label, (nuint)Label.Length, &nothing, 0, 1);
                return result == Succeeded ? material : null;
            }
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }
}
