// RFC 9266 2: the exporter's value with the label EXPORTER-Channel-Binding, an empty context and 32 octets. The runtime's
// SslStream has no call for it, so OpenSSL is asked through the handle that SslStream holds.
// Invariants: used for TLS 1.3 only (RFC 9266 3: earlier versions need conditions the runtime does not show). Where the
// runtime's inside looks different, or more than one OpenSSL is loaded, there is no such binding and it is never offered.
using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Authentication;

namespace Postamt.Net.Tls;

/// <summary>The exported keying material of a connection for <c>tls-exporter</c>.</summary>
internal static class TlsExporter
{
    private const int Length = 32;
    private const int Succeeded = 1;
    private static readonly FieldInfo? HandleField = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);
    private static readonly Lazy<ExportKeyingMaterial?> Native = new(Load);

    private static ReadOnlySpan<byte> Label => "EXPORTER-Channel-Binding"u8;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private unsafe delegate int ExportKeyingMaterial(nint ssl, byte* output, nuint length, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    /// <returns>32 octets; null when the connection is not TLS 1.3 or the runtime gives none.</returns>
    internal static unsafe byte[]? Export(SslStream stream)
    {
        if (stream.SslProtocol != SslProtocols.Tls13 || HandleField?.GetValue(stream) is not SafeHandle handle || Native.Value is not { } export)
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

    private static ExportKeyingMaterial? Load()
    {
        // The handle's type of OpenSSL; on other systems SslStream holds another one.
        if (!OperatingSystem.IsLinux() || HandleField is null || typeof(SslStream).Assembly.GetType("Microsoft.Win32.SafeHandles.SafeSslHandle") is null)
            return null;
        // Exactly the library that the runtime has loaded: the handle means nothing to another one.
        string[] loaded = [.. File.ReadLines("/proc/self/maps").Select(PathOf).Where(static path => Path.GetFileName(path).StartsWith("libssl.so", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        if (loaded.Length != 1 || !NativeLibrary.TryLoad(loaded[0], out nint library))
            return null;
        return NativeLibrary.TryGetExport(library, "SSL_export_keying_material", out nint entry)
            ? Marshal.GetDelegateForFunctionPointer<ExportKeyingMaterial>(entry)
            : null;
    }

    private static string PathOf(string map)
    {
        int at = map.IndexOf('/', StringComparison.Ordinal);
        return at < 0 ? "" : map[at..];
    }
}
