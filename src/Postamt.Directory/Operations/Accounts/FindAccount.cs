using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Accounts;

/// <summary>The account an address belongs to, as primary address or alias.</summary>
public sealed record FindAccount(EmailAddress Address) : Query<Account>
{
    internal override async ValueTask<OperationResult<Account>> ExecuteAsync(QueryScope scope)
    {
        var id = (await scope.Reader.FindAddressAsync(Address.LookupKey) as AddressEntry.Mailbox)?.Account ?? default;
        return (await scope.AccountAsync(id, Role.HelpDesk, self: true, change: false)).TryGet(out var account, out var refusal)
            ? new OperationResult<Account>.Done(account)
            : refusal.For<Account>();
    }
}
