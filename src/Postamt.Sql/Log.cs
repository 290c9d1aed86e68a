using Microsoft.Extensions.Logging;

namespace Postamt.Sql;

/// <summary>8000-8099 engine, writer, segments, store; 8100-8199 acceptance, queue, ledger; 8200-8299 directory, settings, secrets, nodes.</summary>
internal static partial class Log
{
    [LoggerMessage(8000, LogLevel.Error, "The database cannot be read")]
    public static partial void ReadFailed(ILogger logger, Exception exception);

    [LoggerMessage(8001, LogLevel.Critical, "The store can no longer know what is on the disk and acknowledges nothing more; a restart recovers from the log: {Reason}")]
    public static partial void Unsafe(ILogger logger, string reason, Exception exception);

    [LoggerMessage(8002, LogLevel.Error, "No room on the disk: {Count} changes refused for now")]
    public static partial void NoSpace(ILogger logger, int count);

    [LoggerMessage(8003, LogLevel.Error, "A change failed inside the store and was undone")]
    public static partial void WorkFailed(ILogger logger, Exception exception);

    [LoggerMessage(8004, LogLevel.Error, "A listener of committed changes failed")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(8005, LogLevel.Error, "Stored content {Blob} ({Hash}) differs from what its hash promises; a fresh copy is written")]
    public static partial void DamagedBlob(ILogger logger, long blob, string hash);

    [LoggerMessage(8006, LogLevel.Error, "Stored content {Blob} cannot be read")]
    public static partial void BlobUnreadable(ILogger logger, long blob, Exception exception);

    [LoggerMessage(8007, LogLevel.Warning, "The last stop was not orderly; a new segment {Segment} is begun")]
    public static partial void UncleanStop(ILogger logger, int segment);

    [LoggerMessage(8008, LogLevel.Debug, "Data folder {Path} is open, segment {Segment}")]
    public static partial void Opened(ILogger logger, string path, int segment);

    [LoggerMessage(8009, LogLevel.Warning, "Left-over spool file {Path} could not be removed")]
    public static partial void SpoolLeftOver(ILogger logger, string path, Exception exception);

    [LoggerMessage(8010, LogLevel.Error, "No room on the disk to move the write-ahead log into the database; it is tried again")]
    public static partial void CheckpointNoSpace(ILogger logger);

    [LoggerMessage(8011, LogLevel.Warning, "The database server is not there, or not the primary any more; what waits is tried on a new connection")]
    public static partial void ServerGone(ILogger logger, Exception exception);

    [LoggerMessage(8012, LogLevel.Warning, "The database did not answer a commit of {Count} changes; whether they are stored is looked up, and none of them is acknowledged before")]
    public static partial void OutcomeUnknown(ILogger logger, int count, Exception exception);

    [LoggerMessage(8013, LogLevel.Error, "The database committed {Count} changes without its standby; none of them is acknowledged")]
    public static partial void CommittedAlone(ILogger logger, int count);

    [LoggerMessage(8014, LogLevel.Debug, "Database {Place} is open")]
    public static partial void DatabaseOpened(ILogger logger, string place);

    [LoggerMessage(8015, LogLevel.Error, "Stored content {Blob} is damaged ({Damage}) and is not given out any more; postamt content damaged names the mail that needs it")]
    public static partial void ContentDamaged(ILogger logger, long blob, string damage);

    [LoggerMessage(8016, LogLevel.Warning, "Stored content {Blob} was damaged and is repaired from another record of it")]
    public static partial void ContentRepaired(ILogger logger, long blob);

    [LoggerMessage(8017, LogLevel.Error, "Segment {Segment} cannot be read")]
    public static partial void SegmentUnreadable(ILogger logger, int segment, Exception exception);

    [LoggerMessage(8018, LogLevel.Information, "Segment {Segment} held nothing any more and is removed")]
    public static partial void SegmentRemoved(ILogger logger, int segment);

    [LoggerMessage(8019, LogLevel.Warning, "{Count} changed accounts could not be told to the other nodes; their readers find it out by asking")]
    public static partial void ChangesNotTold(ILogger logger, int count, Exception exception);

    [LoggerMessage(8020, LogLevel.Warning, "What other nodes change is not heard for now; readers here find it out by asking")]
    public static partial void ChangesNotHeard(ILogger logger, Exception exception);

    [LoggerMessage(8021, LogLevel.Information, "What other nodes change is heard again")]
    public static partial void ChangesHeard(ILogger logger);

    [LoggerMessage(8023, LogLevel.Critical, "Table {Table} is damaged: {Finding}; see \"Damaged tables\" in docs/operations.md")]
    public static partial void TableDamaged(ILogger logger, string table, string finding);

    [LoggerMessage(8022, LogLevel.Information, "{Place} has schema {Newest}, made by a newer program; this one knows up to {Known} and works beside it")]
    public static partial void WorksBeside(ILogger logger, string place, int newest, int known);

    [LoggerMessage(8024, LogLevel.Warning, "{Count} changes waited longer than 20 s for the database and are not begun any more; whoever asked for them is told that they cannot be done now")]
    public static partial void TooLate(ILogger logger, int count);
}
