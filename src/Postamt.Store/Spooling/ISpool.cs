namespace Postamt.Store.Spooling;

/// <summary>
/// Where a content lies between the socket and the store: memory up to a limit, then an unlinked temporary file (mode 0600) in the data folder.
/// </summary>
public interface ISpool
{
    SpoolWriter Begin();

    /// <summary>False when the disk is below its reserve: new mails are refused at MAIL with 452.</summary>
    bool HasRoom { get; }
}
