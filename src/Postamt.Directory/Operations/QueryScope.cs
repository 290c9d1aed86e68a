using System.Globalization;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations;

/// <summary>
/// What every operation and query goes through to reach an object: role first (its answer depends on the asker only), then whether the object is
/// there and in sight (one answer for both).
/// </summary>
internal class QueryScope(IDirectoryReader reader, Access access)
{
    public IDirectoryReader Reader { get; } = reader;

    public Access Access { get; } = access;

    public async ValueTask<Sought<Company>> CompanyAsync(CompanyId id, Role least)
    {
        if (!Access.Is(least)) return Refusals.NotPermitted();
        if (await Reader.FindCompanyAsync(id) is { } company && Access.Sees(company.Id)) return company;
        return Refusals.UnknownCompany();
    }

    public async ValueTask<Sought<MailDomain>> DomainAsync(DomainName name, Role least)
    {
        if (!Access.Is(least)) return Refusals.NotPermitted();
        if (await Reader.FindDomainAsync(name) is { } domain && Access.Sees(domain.Company)) return domain;
        return Refusals.UnknownDomain(name);
    }

    public async ValueTask<Sought<Department>> DepartmentAsync(DepartmentId id, Role least)
    {
        if (!Access.Is(least)) return Refusals.NotPermitted();
        if (await Reader.FindDepartmentAsync(id) is { } department && Access.Sees(department.Company)) return department;
        return Refusals.UnknownDepartment();
    }

    public async ValueTask<Sought<AddressEntry.Group>> GroupAsync(EmailAddress address, Role least)
    {
        if (!Access.Is(least)) return Refusals.NotPermitted();
        if (await Reader.FindAddressAsync(address.LookupKey) is AddressEntry.Group group && Access.Sees(group.Company)) return group;
        return Refusals.UnknownGroup(address);
    }

    /// <param name="self">Whether people may do this to their own account.</param>
    /// <param name="change">Whether it changes the account; then the asker must outrank it.</param>
    public async ValueTask<Sought<Account>> AccountAsync(AccountId id, Role least, bool self, bool change = true)
    {
        var account = await Reader.FindAccountAsync(id);
        if (account is null || !Access.Sees(account.Company)) return Refusals.UnknownAccount();
        if (self && Access.Account == id) return account;
        if (!Access.Is(least)) return Refusals.NotPermitted();
        if (change && Access.Account != id && !Access.Outranks(await Reader.FindRoleAsync(id))) return Refusals.NotPermitted();
        return account;
    }

    /// <summary>The company a list is narrowed to; null for all, which only operators get.</summary>
    public async ValueTask<(CompanyId? Company, Refusal? Refusal)> ListedCompanyAsync(CompanyId? asked, Role least)
    {
        if (!Access.Is(least)) return (null, Refusals.NotPermitted());
        if (asked is not { } id) return (Access.Company, null);
        return (await CompanyAsync(id, least)).TryGet(out _, out var refusal) ? (id, null) : (null, refusal);
    }

    public static Refusal? CheckPage(PageRequest page) => page.Size is < 1 or > DirectoryLimits.PageSize ? Refusals.BadPageSize() : null;

    public static bool TryReadCursor(PageRequest page, out long after)
    {
        after = 0;
        return page.Cursor is null || long.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after);
    }

    /// <param name="rows">One more than the page holds, where there is more.</param>
    public static OperationResult<Page<T>> Done<T>(IReadOnlyList<T> rows, PageRequest page, Func<T, string> cursor) =>
        rows.Count <= page.Size
            ? new OperationResult<Page<T>>.Done(new Page<T>(rows, null))
            : new OperationResult<Page<T>>.Done(new Page<T>([.. rows.Take(page.Size)], cursor(rows[page.Size - 1])));

    public static string Cursor(long id) => id.ToString(CultureInfo.InvariantCulture);
}
