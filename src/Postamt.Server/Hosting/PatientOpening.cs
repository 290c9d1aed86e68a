using Microsoft.Extensions.Logging;
using Postamt.Server.Options;
using Postamt.Sql.Postgres;

namespace Postamt.Server.Hosting;

/// <summary>
/// Opens a post office's data, and waits for a database that is not there yet: machines that start together after a power cut have a primary some seconds later,
/// and a proxy that just started may lead to a standby.
/// </summary>
internal static class PatientOpening
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <param name="awaited">Called once when it has to be waited for.</param>
    /// <exception cref="DatabaseException">It is there and cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    internal static async ValueTask<OfficeData> OpenAsync(StartOptions options, ILoggerFactory loggers, Func<ValueTask> awaited, CancellationToken stopWaiting)
    {
        var said = false;
        while (true)
        {
            try
            {
                return await OfficeData.OpenAsync(options, loggers, CancellationToken.None);
            }
            catch (DatabaseException notYet) when (notYet.IsLater)
            {
                if (!said)
                {
                    Log.DatabaseAwaited(loggers.CreateLogger("Postamt.Server"), notYet.Message, (int)Interval.TotalSeconds);
                    await awaited();
                }
                said = true;
                await Task.Delay(Interval, TimeProvider.System, stopWaiting);
            }
        }
    }
}
