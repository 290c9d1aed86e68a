using Postamt.Store.Results;

namespace Postamt.Store.Upkeep;

/// <summary>
/// What is done to stored contents while nobody waits for it. Each call is one piece; how far a round has come is remembered across restarts.
/// </summary>
public interface IContentUpkeep
{
    /// <summary>
    /// Reads contents whole and holds them against their hashes. What is damaged is repaired from another record of the same content where
    /// there is one, else marked, and not given out any more until the content arrives again.
    /// </summary>
    /// <param name="every">From the beginning of one round through all contents to that of the next.</param>
    /// <param name="octets">The piece ends with the content that reaches this.</param>
    ValueTask<StoreResult<ScrubPiece>> ScrubAsync(TimeSpan every, long octets, CancellationToken stop);

    /// <summary>Encrypts contents that are not under the newest key anew with it; nothing where there is no key.</summary>
    /// <param name="octets">The piece ends with the content that reaches this.</param>
    ValueTask<StoreResult<RewritePiece>> RewriteAsync(long octets, CancellationToken stop);

    /// <summary>Contents that are marked as damaged, and the mail that needs them; at most so many contents.</summary>
    ValueTask<StoreResult<IReadOnlyList<DamagedContent>>> DamagedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>How many contents each key is needed for, those without a key under an empty name; the newest key last.</summary>
    ValueTask<StoreResult<IReadOnlyList<ContentKeyUse>>> KeysAsync(CancellationToken cancellationToken);
}
