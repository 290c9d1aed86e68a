using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations;

/// <summary>One operation's transaction, with what it has to say when it is committed.</summary>
/// <param name="verifier">The hash of <see cref="Operation{TResult}.NewPassword"/>, where there is one.</param>
internal sealed class OperationScope(IDirectoryTransaction transaction, Access access, bool byMachine, string? verifier, RandomNumberGenerator random)
    : QueryScope(transaction, access)
{
    public IDirectoryTransaction Rows { get; } = transaction;

    public bool ByMachine { get; } = byMachine;

    public string? Verifier { get; } = verifier;

    public RandomNumberGenerator Random { get; } = random;

    /// <summary>Whose object changed; stands in the audit row and goes to the caches.</summary>
    public DirectoryChanged? Change { get; private set; }

    public OperationResult<T> Done<T>(T value, CompanyId company, AccountId? account = null, bool credentialsOnly = false)
    {
        Change = new DirectoryChanged(company, account, credentialsOnly);
        return new OperationResult<T>.Done(value);
    }

    /// <summary>Whether a new address may be made; its domain is the company's and takes new addresses.</summary>
    public async ValueTask<Refusal?> CheckNewAddressAsync(EmailAddress address, MailDomain domain)
    {
        if (AddressRules.Check(address) is { } bad) return bad;
        if (domain.State != EntityState.Active) return Refusals.DomainLeaving(domain.Name);
        if (await Rows.FindAddressAsync(address.LookupKey) is not null) return Refusals.AddressTaken(address);
        if (await Rows.FindLookalikeAsync(AddressLook.Of(address)) is { } other) return Refusals.AddressLooksAlike(address, other.Address);
        return null;
    }

    public async ValueTask<Refusal?> CheckNotCatchAllAsync(EmailAddress address, CompanyId company)
    {
        for (long after = 0; ;)
        {
            var domains = await Rows.ListDomainsAsync(company, after, DirectoryLimits.PageSize);
            if (domains.Any(domain => domain.CatchAll == address.LookupKey)) return Refusals.AddressIsCatchAll(address);
            if (domains.Count < DirectoryLimits.PageSize) return null;
            after = domains[^1].Id;
        }
    }

    /// <summary>Whether the account could be taken from the operators: there has to be one left.</summary>
    public async ValueTask<Refusal?> CheckNotLastOperatorAsync(Account account) =>
        account.State == EntityState.Active && await Rows.FindRoleAsync(account.Id) == Role.Operator && await Rows.CountOperatorsAsync() <= 1 ? Refusals.LastOperator() : null;
}
