// OpenSSL's object of a connection, behind the handle that SslStream holds: for what the runtime has no call for.
// Invariant: where the runtime's inside looks different, or more than one OpenSSL is loaded, there is neither handle nor function, and what
// needs them is left out.
using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Postamt.Net.Tls;

/// <summary>Finds the handle and functions of exactly the library the runtime has loaded.</summary>
internal static class OpenSsl
{
    private static readonly FieldInfo? HandleField = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);
    private static readonly Lazy<nint> Library = new(Load);

    /// <returns>An SSL*; null where there is none.</returns>
    internal static SafeHandle? HandleOf(SslStream stream) => HandleField?.GetValue(stream) as SafeHandle;

    internal static T? Function<T>(string name)
        where T : Delegate =>
        Library.Value != 0 && NativeLibrary.TryGetExport(Library.Value, name, out nint entry) ? Marshal.GetDelegateForFunctionPointer<T>(entry) : null;

    private static nint Load()
    {
        // The handle's type of OpenSSL; on other systems SslStream holds another one.
        if (!OperatingSystem.IsLinux() || HandleField is null || typeof(SslStream).Assembly.GetType("Microsoft.Win32.SafeHandles.SafeSslHandle") is null)
            return 0;
        // The handle means nothing to another library than the one it came from.
        string[] loaded = [.. File.ReadLines("/proc/self/maps").Select(PathOf).Where(static path => Path.GetFileName(path).StartsWith("libssl.so", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        return loaded.Length == 1 && NativeLibrary.TryLoad(loaded[0], out nint library) ? library : 0;
    }

    private static string PathOf(string map)
    {
        int at = map.IndexOf('/', StringComparison.Ordinal);
        return at < 0 ? "" : map[at..];
    }
}
