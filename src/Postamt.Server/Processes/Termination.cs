using System.Runtime.InteropServices;

namespace Postamt.Server.Processes;

/// <summary>Signals that would end this process cancel its work instead, so that it ends in order.</summary>
internal static class Termination
{
    /// <param name="signal">SIGTERM, or SIGHUP of a terminal that is gone.</param>
    /// <returns>Disposed when the signal may end the process again.</returns>
    internal static PosixSignalRegistration Cancels(CancellationTokenSource work, PosixSignal signal = PosixSignal.SIGTERM) => PosixSignalRegistration.Create(signal, received =>
    {
        received.Cancel = true;
        work.Cancel();
    });
}
