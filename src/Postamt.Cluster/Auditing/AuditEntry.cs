using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Auditing;

/// <summary>One change somebody made; written in the transaction of the change itself.</summary>
/// <param name="At">UTC.</param>
/// <param name="Company">Whose object changed.</param>
/// <param name="Operation">The operation's type name, for example CreateAccount.</param>
/// <param name="Subject">What was changed, in words: an address, a domain.</param>
/// <param name="Detail">The operation as JSON, without secrets.</param>
public sealed record AuditEntry(DateTimeOffset At, CompanyId Company, Actor Actor, string Operation, string Subject, string Detail);

public interface IAuditLog
{
    ValueTask<IReadOnlyList<AuditEntry>> ListAsync(CompanyId? company, DateTimeOffset? before, int limit, CancellationToken cancellationToken);
}
