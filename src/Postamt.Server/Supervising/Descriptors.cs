using System.Runtime.InteropServices;

namespace Postamt.Server.Supervising;

/// <summary>What .NET does not do with file descriptors: a child gets them, and one is kept while a copy is used.</summary>
internal static class Descriptors
{
    private const int SetFlags = 2;
    private const int DuplicateClosedOnExec = 1030;

    /// <summary>Programs this process starts have it, too, under the same number.</summary>
    internal static void PassOn(int descriptor)
    {
        if (Control(descriptor, SetFlags, 0) < 0) throw new IOException($"descriptor {descriptor} cannot be passed on: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Another number for the same open socket, which no child gets.</summary>
    internal static int Duplicate(int descriptor)
    {
        var copy = Control(descriptor, DuplicateClosedOnExec, 0);
        return copy >= 0 ? copy : throw new IOException($"descriptor {descriptor} cannot be used: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    internal static void Close(int descriptor)
    {
        if (CloseNumber(descriptor) < 0) throw new IOException($"descriptor {descriptor} cannot be closed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int CloseNumber(int descriptor);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(int descriptor, int command, int argument);
}
