using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Changes;

/// <summary>
/// Says after a commit which account has changed. A hint: it may be lost or doubled, a listener reads what changed
/// from the store by modseq. Publishing never waits for a listener.
/// </summary>
public interface IChangeBus
{
    void Publish(AccountChange change);

    /// <summary>Calls <paramref name="listener"/> for each change of the account until disposed. The listener must return at once and not throw.</summary>
    IDisposable Subscribe(AccountId account, Action<AccountChange> listener);

    /// <summary>The same for every account.</summary>
    IDisposable SubscribeAll(Action<AccountChange> listener);
}

/// <param name="Account">Whose data changed.</param>
/// <param name="ModSeq">The account's modseq after the change.</param>
/// <param name="Mailbox">The mailbox, where only one changed; 0 when several or the list of mailboxes itself.</param>
public readonly record struct AccountChange(AccountId Account, long ModSeq, long Mailbox);
