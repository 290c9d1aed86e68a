using Microsoft.Extensions.Logging;

namespace Postamt.Server;

internal static partial class Log
{
    [LoggerMessage(14000, LogLevel.Information, "Postamt {Version} serves as {HostName} from {Data}")]
    public static partial void Serving(ILogger logger, string version, string hostName, string data);

    [LoggerMessage(14001, LogLevel.Information, "Stopping: sessions end, deliveries under way come to their end.")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(14002, LogLevel.Critical, "The data folder can acknowledge nothing any more ({Reason}); this process ends, the next start recovers.")]
    public static partial void Unsafe(ILogger logger, string reason);

    [LoggerMessage(14006, LogLevel.Information, "Listener {Name} is open at {EndPoint}")]
    public static partial void HttpOpen(ILogger logger, string name, System.Net.IPEndPoint endPoint);

    [LoggerMessage(14015, LogLevel.Warning, "{Why} It was not asked for, and the server goes on without it: close it with --listen {Name}=off, or give it another port.")]
    public static partial void HttpTaken(ILogger logger, string why, string name);

    [LoggerMessage(14016, LogLevel.Warning, "{Path} cannot be read ({Why}); the version that was started with goes on.")]
    public static partial void ProgramStateUnreadable(ILogger logger, string path, string why);

    [LoggerMessage(14017, LogLevel.Error, "{Path} cannot be written ({Why}): after its next start the supervisor does not know of the last update.")]
    public static partial void ProgramStateUnwritten(ILogger logger, string path, string why);

    [LoggerMessage(14018, LogLevel.Warning, "There is no account for canary mail yet: {Why} It is tried again in {Seconds} s.")]
    public static partial void NoCanaryAccount(ILogger logger, string why, int seconds);

    [LoggerMessage(14020, LogLevel.Warning, "Old versions could not be removed from the data folder: {Why}")]
    public static partial void VersionsLeft(ILogger logger, string why);

    [LoggerMessage(14021, LogLevel.Warning, "There may be {Connections} connections only, because this process may have {Files} open files. LimitNOFILE= in its unit, or ulimit -n, raises that.")]
    public static partial void FewFiles(ILogger logger, int connections, int files);

    [LoggerMessage(14028, LogLevel.Warning, "There may be {Connections} connections only, because this process may have {Megabytes} MiB of memory. MemoryMax= in its unit, or a larger machine, raises that.")]
    public static partial void LittleMemory(ILogger logger, int connections, long megabytes);

    [LoggerMessage(14019, LogLevel.Warning, "Whether the installation's certificate has changed is not known now: {Why}")]
    public static partial void CertificateUnknown(ILogger logger, string why);

    [LoggerMessage(14007, LogLevel.Warning, "{Why} This node waits for it, and asks again every {Seconds} s.")]
    public static partial void DatabaseAwaited(ILogger logger, string why, int seconds);

    [LoggerMessage(14010, LogLevel.Warning, "The server has ended with {Exit}; it is started again in {Seconds} s.")]
    public static partial void ServerEnded(ILogger logger, int exit, int seconds);

    [LoggerMessage(14011, LogLevel.Information, "The version in {Folder} is tried in place of the one that runs.")]
    public static partial void TryingVersion(ILogger logger, string folder);

    [LoggerMessage(14012, LogLevel.Information, "The version in {Folder} serves.")]
    public static partial void NewVersion(ILogger logger, string folder);

    [LoggerMessage(14013, LogLevel.Error, "The version in {Folder} is taken back: {Why}. The one in {Before} goes on.")]
    public static partial void TakenBack(ILogger logger, string folder, string why, string before);

    [LoggerMessage(14014, LogLevel.Error, "{Why} The version that was started with goes on.")]
    public static partial void VersionMissing(ILogger logger, string why);

    // 14003 and 14004 were messages of jobs, which speak for themselves now.
    [LoggerMessage(14005, LogLevel.Error, "A verb that came through the local door met a fault.")]
    public static partial void VerbFailed(ILogger logger, Exception fault);
}
