namespace Postamt.Store.Results;

/// <summary>Why the storage says no. Each protocol maps these once, in its StoreErrorMap.</summary>
public enum StoreError
{
    /// <summary>No such object, or it belongs to somebody else: both look the same.</summary>
    NotFound,

    /// <summary>An object of that name exists.</summary>
    Exists,

    /// <summary>It was there and has been removed meanwhile.</summary>
    Gone,
    OverQuota,
    InUse,
    NoPermission,
    TooBig,

    /// <summary>A named limit is reached (number of mailboxes, depth, keywords).</summary>
    Limit,

    /// <summary>The name or value cannot be stored as given.</summary>
    Invalid,

    /// <summary>The disk has no room left.</summary>
    NoSpace,

    /// <summary>Ours to mend: the storage cannot answer now. Always 4xx or NO [UNAVAILABLE].</summary>
    Unavailable,
}
