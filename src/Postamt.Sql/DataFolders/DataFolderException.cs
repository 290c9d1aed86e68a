namespace Postamt.Sql.DataFolders;

/// <summary>The data folder cannot be used; the message is a sentence for the operator.</summary>
public class DataFolderException : Exception
{
    public DataFolderException(string message) : base(message)
    {
    }

    public DataFolderException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>Another process holds the folder's lock.</summary>
public sealed class DataFolderInUse(string path)
    : DataFolderException($"The data folder {path} is in use by another Postamt process; stop that one or choose another folder with --data.");

/// <summary>The database was written by a newer version.</summary>
public sealed class NewerSchema(string path, int found, int known)
    : DataFolderException($"The database {path} has schema {found}, this program knows up to {known}; run the version of Postamt that wrote it, or a newer one.");
