using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Postamt.Server.Options;

namespace Postamt.Server.Processes;

/// <summary>Signals to processes of this machine, and which of them listens somewhere.</summary>
internal static class ProcessSignal
{
    internal const int Kill = 9;
    internal const int Terminate = 15;
    internal const int Continue = 18;
    internal const int Stop = 19;

    /// <exception cref="OptionException">It is another user's, or is not there.</exception>
    internal static void Send(int process, int signal)
    {
        if (TrySend(process, signal)) return;
        throw new OptionException(Marshal.GetLastPInvokeError() == NotPermitted
            ? $"This user may not signal process {process}; run this as root, or as the user whose process it is."
            : $"There is no process {process} any more.");
    }

    /// <summary>False where it is not there, or another user's.</summary>
    internal static bool TrySend(int process, int signal) => SendSignal(process, signal) == 0;

    /// <summary>errno(3): EPERM.</summary>
    private const int NotPermitted = 1;

    /// <summary>By the kernel's table of sockets (proc(5)); null where nobody listens, or it is not to be seen by this user.</summary>
    internal static int? Listening(IPEndPoint endPoint)
    {
        var address = string.Concat(endPoint.Address.GetAddressBytes().Reverse().Select(part => part.ToString("X2", CultureInfo.InvariantCulture)));
        var local = string.Create(CultureInfo.InvariantCulture, $"{address}:{endPoint.Port:X4}");
        const string listening = "0A";
        var socket = File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => row[1] == local && row[3] == listening).Select(row => $"socket:[{row[9]}]").FirstOrDefault();
        return socket is null ? null : System.IO.Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0).Where(id => id > 0 && Holds(id, socket)).Select(id => (int?)id).FirstOrDefault();
    }

    private static bool Holds(int process, string socket)
    {
        try
        {
            return System.IO.Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Any(link => new FileInfo(link).LinkTarget == socket);
        }
        catch (Exception hidden) when (hidden is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
