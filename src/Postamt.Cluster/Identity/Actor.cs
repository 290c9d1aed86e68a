namespace Postamt.Cluster.Identity;

/// <summary>Who asks for a change; stands in the audit row.</summary>
/// <param name="Kind">What sort of actor.</param>
/// <param name="Name">A person's address, a node's or a job's name.</param>
/// <param name="Account">The signed-in account, where there is one.</param>
/// <param name="Company">The company whose objects the actor may touch; null for the installation's operator and the system.</param>
public sealed record Actor(ActorKind Kind, string Name, AccountId? Account = null, CompanyId? Company = null)
{
    public static Actor System(string job) => new(ActorKind.System, job);

    /// <summary>Somebody with the machine's own rights: the command line on the server.</summary>
    public static Actor Operator(string name) => new(ActorKind.Operator, name);
}

public enum ActorKind
{
    System,
    Operator,
    Account,
}
