using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Store.Results;

namespace Postamt.Intake.Tests;

/// <summary>A store that takes no mail, for the given reason.</summary>
internal sealed class BrokenAcceptance(StoreError error) : IAcceptance
{
    public ValueTask<StoreResult<DurableReceipt>> AcceptAsync(AcceptRequest request) => new(StoreResult<DurableReceipt>.No(error, "/var/secret-place"));

    public void MarkAnswered(AcceptId id) => throw new InvalidOperationException("nothing was accepted");
}
