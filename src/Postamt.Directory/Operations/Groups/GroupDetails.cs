using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Groups;

/// <param name="Senders">Accounts that may send as the group.</param>
public sealed record GroupDetails(AddressEntry.Group Group, IReadOnlyList<AccountId> Senders);
