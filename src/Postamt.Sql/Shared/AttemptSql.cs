using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>Records of attempts that did not end a recipient's life; trace shows them between the ledger's rows.</summary>
internal static class AttemptSql
{
    /// <summary>The final dot is about to be sent: without a later row it is unknown whether the other side has the mail.</summary>
    public const string Dot = "Attempted";

    public const string Deferred = "Deferred";

    public const string Failed = "Failed";

    private const string InsertText = """
        INSERT INTO attempt (accept_id, company_id, entry, at, epoch, step, host, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    public static void Insert(WriteTransaction tx, AcceptId accept, CompanyId company, long entry, long epoch, string step, string? host, string detail) =>
        tx.Post(InsertText, accept.ToBytes(), company, entry, tx.Now, epoch, step, host, detail);
}
