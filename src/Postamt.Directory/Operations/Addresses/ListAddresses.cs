using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Addresses;

/// <summary>All addresses of a company, of accounts and groups, by lookup key.</summary>
public sealed record ListAddresses(CompanyId Company, PageRequest Page) : Query<Page<AddressEntry>>
{
    internal override async ValueTask<OperationResult<Page<AddressEntry>>> ExecuteAsync(QueryScope scope)
    {
        if (!(await scope.CompanyAsync(Company, Role.HelpDesk)).TryGet(out _, out var refusal)) return refusal.For<Page<AddressEntry>>();
        if (QueryScope.CheckPage(Page) is { } bad) return bad.For<Page<AddressEntry>>();
        if (Page.Cursor is { Length: > 400 }) return Refusals.BadCursor().For<Page<AddressEntry>>();
        var rows = await scope.Reader.ListAddressesAsync(Company, Page.Cursor ?? "", Page.Size + 1);
        return QueryScope.Done(rows, Page, entry => entry.Address.LookupKey);
    }
}
