namespace Postamt.Sql.DataFolders;

/// <summary>Stored contents cannot be encrypted or read. The message is one sentence for whoever runs the server; it holds nothing secret.</summary>
public sealed class ContentKeyException : Exception
{
    private ContentKeyException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    internal static ContentKeyException NoFile(string needed) =>
        new($"Stored contents are encrypted with content key {needed}, but no key file is named; name it with --content-key.");

    internal static ContentKeyException Missing(string path, string needed) =>
        new($"Stored contents are encrypted with content key {needed}, which the file {path} does not hold; put that key back into the file, for example from a backup.");

    internal static ContentKeyException Unreadable(string path, string why, Exception? inner = null) =>
        new($"The content key file {path} cannot be used: {why}.", inner);

    internal static ContentKeyException TooOpen(string path) =>
        new($"The content key file {path} can be read by others; make it readable for its owner only (chmod 600).");
}
