using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Writing;

/// <summary>A blob as a transaction has it.</summary>
internal readonly record struct BlobRow(CompanyId Company, long Id, long Length)
{
    public BlobRef Ref => new(Company, Id, Length);
}

/// <summary>What a copied blob keeps; the key it is encrypted with is the copy's.</summary>
internal sealed record CopiedBlob(long Id, CompanyId Company, ContentHash Hash, long Length, long References, long? CandidateSince);

/// <summary>What an engine does with the contents themselves inside a write.</summary>
internal interface IBlobRows
{
    /// <summary>
    /// The blob of a body, with references taken ahead for what the request is about to make of it (<see cref="ReferenceCredit"/>). Where it
    /// asks for none, one is to be taken in the same transaction.
    /// </summary>
    /// <returns>Unavailable when the body was found to be a duplicate and its blob has gone since: tried again, it is stored anew.</returns>
    StoreResult<BlobRow> Ensure(WriteTransaction tx, PendingBody body, int references);

    /// <summary>A blob copied from another installation, under the number it had there.</summary>
    void Restore(WriteTransaction tx, PendingBody body, CopiedBlob blob);

    /// <summary>Removes blobs without references since before <paramref name="before"/>; returns how many, at most <paramref name="limit"/>.</summary>
    int Sweep(WriteTransaction tx, DateTimeOffset before, int limit);
}
