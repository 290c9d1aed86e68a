using SQLitePCL;

namespace Postamt.Sql.Sqlite;

/// <summary>SQLite answered an error code. The primary code says what it means for the engine.</summary>
internal sealed class SqliteFault(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    public int Primary => Code & 0xff;

    /// <summary>The disk or a limit of the file system is full. The index of the log is a file too; it grows before anything is committed.</summary>
    public bool IsFull => Primary == raw.SQLITE_FULL || Code == raw.SQLITE_IOERR_SHMSIZE;

    /// <summary>A unique, not-null, check or foreign key rule of the schema: the statement's fault, not the disk's.</summary>
    public bool IsConstraint => Primary == raw.SQLITE_CONSTRAINT;

    /// <summary>What is on the disk, or will be, cannot be known any more: nothing further may be acknowledged.</summary>
    public bool IsUnsafe => !IsFull && Primary is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PROTOCOL or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY;
}
