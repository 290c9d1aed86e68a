using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations;

/// <summary>What an actor may do, read from the directory in the transaction itself; nothing is allowed that is not asked for here.</summary>
/// <param name="Company">The only company it sees; null for all.</param>
internal sealed record Access(Role Role, CompanyId? Company, AccountId? Account)
{
    public bool Is(Role least) => Role >= least;

    public bool Sees(CompanyId company) => Company is null || Company == company;

    /// <summary>Whether things of an account with that role may be changed: a help desk cannot take over its administrator.</summary>
    public bool Outranks(Role other) => Role switch
    {
        Role.Operator => true,
        Role.CompanyAdministrator => other <= Role.CompanyAdministrator,
        Role.HelpDesk => other < Role.HelpDesk,
        _ => false,
    };

    public static async ValueTask<Sought<Access>> ReadAsync(Actor actor, IDirectoryReader reader)
    {
        if (actor.Kind is ActorKind.System or ActorKind.Operator)
            return actor.Company is { } only ? new Access(Role.CompanyAdministrator, only, null) : new Access(Role.Operator, null, null);
        if (actor.Kind != ActorKind.Account || actor.Account is not { } id) return Refusals.NotPermitted();
        var account = await reader.FindAccountAsync(id);
        if (account is null || account.State != EntityState.Active || actor.Company is { } claimed && claimed != account.Company) return Refusals.NotPermitted();
        var company = await reader.FindCompanyAsync(account.Company);
        if (company is not { State: EntityState.Active }) return Refusals.NotPermitted();
        var role = await reader.FindRoleAsync(id);
        return new Access(role, role == Role.Operator ? null : account.Company, id);
    }
}
