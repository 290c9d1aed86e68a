namespace Postamt.Store.Spooling;

/// <summary>
/// Where a content lies between the socket and the store: memory up to a limit, then an unlinked temporary file (mode 0600) in the data folder.
/// </summary>
public interface ISpool
{
    SpoolWriter Begin();

    /// <summary>False when a mail of so many octets would take the disk below its reserve: it is refused at MAIL with 452, before its content.</summary>
    bool HasRoomFor(long octets);

    /// <summary>False when the disk is below its reserve.</summary>
    bool HasRoom => HasRoomFor(0);
}
