using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Sql.Segments;

namespace Postamt.Sql.Shared;

/// <summary>Makes contents ready to be stored, on the caller's thread: one copy for each company a mail has recipients of.</summary>
internal sealed class Bodies(string spoolFolder)
{
    public async ValueTask<PreparedBodies> PrepareAsync(IReadOnlyList<AcceptRequest> requests)
    {
        var prepared = new PreparedBodies();
        try
        {
            foreach (var request in requests)
            {
                foreach (var company in Companies(request)) prepared.Add(request.Id, await PendingBody.PrepareAsync(company, request.Content, spoolFolder));
            }
            return prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private static IEnumerable<CompanyId> Companies(AcceptRequest request) =>
        request.Recipients.Length == 1 ? [request.Recipients[0].Company] : request.Recipients.Select(recipient => recipient.Company).Distinct();
}

/// <summary>The bodies of one write, disposed of after it was answered.</summary>
internal sealed class PreparedBodies : IDisposable
{
    private readonly List<(AcceptId Mail, PendingBody Body)> _bodies = [];

    public IReadOnlyList<PendingBody> All => [.. _bodies.Select(pair => pair.Body)];

    public IReadOnlyList<PendingBody> Of(AcceptId mail) => [.. _bodies.Where(pair => pair.Mail == mail).Select(pair => pair.Body)];

    public void Add(AcceptId mail, PendingBody body) => _bodies.Add((mail, body));

    public void Dispose()
    {
        foreach (var (_, body) in _bodies) body.Dispose();
    }
}
