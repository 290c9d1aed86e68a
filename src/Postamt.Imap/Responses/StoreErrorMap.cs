using Postamt.Store.Results;

namespace Postamt.Imap.Responses;

/// <summary>The one table from what the storage says to what the client reads (RFC 9051 7.1, RFC 5530 3).</summary>
internal static class StoreErrorMap
{
    public static ImapStatus ToStatus(this StoreError error) => error switch
    {
        StoreError.NotFound => ImapStatus.No("There is no such mailbox", "NONEXISTENT"),
        StoreError.Exists => ImapStatus.No("The name is taken", "ALREADYEXISTS"),
        StoreError.Gone => ImapStatus.No("It has been removed meanwhile", "NONEXISTENT"),
        StoreError.OverQuota => ImapStatus.No("The quota is used up", "OVERQUOTA"),
        StoreError.InUse => ImapStatus.No("It is in use", "HASCHILDREN"),
        StoreError.NoPermission => ImapStatus.No("That is not allowed", "NOPERM"),
        StoreError.TooBig => ImapStatus.No("The message is too big", "TOOBIG"),
        StoreError.Limit => ImapStatus.No("A limit is reached", "LIMIT"),
        StoreError.Invalid => ImapStatus.No("That cannot be stored", "CANNOT"),
        _ => ImapStatus.No("Try again later", "UNAVAILABLE"),
    };

    /// <summary>RFC 9051 6.3.12, 6.4.7: a missing target of APPEND, COPY and MOVE is named so that the client may create it.</summary>
    public static ImapStatus ToTargetStatus(this StoreError error) =>
        error == StoreError.NotFound ? ImapStatus.No("There is no such mailbox", "TRYCREATE") : error.ToStatus();
}
