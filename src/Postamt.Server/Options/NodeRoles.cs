namespace Postamt.Server.Options;

/// <summary>What a node does. All of it, unless it is said otherwise: a node without a role leaves that work to the others.</summary>
[Flags]
internal enum NodeRoles
{
    None = 0,

    /// <summary>Takes mail in: from other servers, from its own people, by LMTP.</summary>
    Intake = 1,

    /// <summary>Empties the queue: into mailboxes and to other servers.</summary>
    Delivery = 2,

    /// <summary>Gives people their mailboxes.</summary>
    Access = 4,
    All = Intake | Delivery | Access,
}
