using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Contents;

/// <summary>The contents of one write, a copy for each company a mail has recipients of; disposed of after the write was answered.</summary>
internal sealed class PreparedBodies : IDisposable
{
    private readonly List<AcceptId> _mails = [];
    private readonly List<PendingBody> _bodies = [];

    public IReadOnlyList<PendingBody> All => _bodies;

    /// <exception cref="IOException">The spool cannot be read or written.</exception>
    public static async ValueTask<PreparedBodies> PrepareAsync(IBodies bodies, IReadOnlyList<AcceptRequest> requests)
    {
        var prepared = new PreparedBodies();
        try
        {
            foreach (var request in requests)
            {
                foreach (var company in request.Recipients.Select(recipient => recipient.Company).Distinct())
                    prepared.Add(request.Id, await bodies.PrepareAsync(company, request.Content));
            }
            return prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    public IReadOnlyList<PendingBody> Of(AcceptId mail) => [.. _bodies.Where((_, i) => _mails[i] == mail)];

    public void Add(AcceptId mail, PendingBody body)
    {
        _mails.Add(mail);
        _bodies.Add(body);
    }

    public void Dispose()
    {
        foreach (var body in _bodies) body.Dispose();
    }
}
