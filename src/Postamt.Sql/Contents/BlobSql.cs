using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Contents;

/// <summary>
/// References to contents. A row without any is a candidate and is swept a day later, so a row that is made and then not referred to in
/// the same transaction costs only space. Where the octets lie is the engine's (<see cref="IBlobRows"/>).
/// </summary>
internal static class BlobSql
{
    private const string HashText = """
        SELECT sha256 FROM blob WHERE id = $1 AND company_id = $2
        """;

    private const string AddText = """
        UPDATE blob SET refs = refs + $2, candidate_since = NULL WHERE id = $1
        """;

    private const string ReleaseText = """
        UPDATE blob SET refs = refs - 1, candidate_since = CASE WHEN refs = 1 THEN $2 ELSE NULL END WHERE id = $1
        """;

    public static void AddReference(WriteTransaction tx, long blob)
    {
        if (!tx.Credit.Spend(blob)) tx.Post(AddText, blob, 1);
    }

    /// <summary>Takes references ahead (<see cref="ReferenceCredit"/>) to a content that is there.</summary>
    public static void TakeReferences(WriteTransaction tx, long blob, int references)
    {
        if (references == 0) return;
        tx.Post(AddText, blob, references);
        tx.Credit.Take(blob, references);
    }

    /// <summary>Since when a new row is a candidate for the sweep: not at all when it has its references already.</summary>
    public static DateTimeOffset? CandidateSince(int references, DateTimeOffset now) => references == 0 ? now : null;

    public static void Release(WriteTransaction tx, long blob) => tx.Post(ReleaseText, blob, tx.Now);

    public static ContentHash? Hash(ISqlReader reader, BlobRef blob) =>
        reader.QueryFirst(HashText, static row => (ContentHash?)ContentHash.FromBytes(row.Span(0)), blob.Id, blob.Company);
}
