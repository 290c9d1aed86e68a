namespace Postamt.Load.Data;

/// <summary>How large an installation is.</summary>
/// <param name="Mailbox">Mails in one mailbox.</param>
/// <param name="Boxes">Mailboxes of that account besides the first ones.</param>
/// <param name="Queue">Recipients in the queue; nine of ten belong to one domain that answers nobody.</param>
internal sealed record DataSizes(int Accounts, int Mailbox, int Boxes, int Queue)
{
    internal static DataSizes Whole { get; } = new(100_000, 1_000_000, 1000, 1_000_000);
}
