using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Groups;

public sealed record ShowGroup(EmailAddress Address) : Query<GroupDetails>
{
    internal override async ValueTask<OperationResult<GroupDetails>> ExecuteAsync(QueryScope scope) =>
        (await scope.GroupAsync(Address, Role.HelpDesk)).TryGet(out var group, out var refusal)
            ? new OperationResult<GroupDetails>.Done(new GroupDetails(group, await scope.Reader.ListSendersAsync(group.Address.LookupKey)))
            : refusal.For<GroupDetails>();
}
