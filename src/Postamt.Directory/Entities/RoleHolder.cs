namespace Postamt.Directory.Entities;

/// <summary>An account with a role above <see cref="Entities.Role.Member"/>.</summary>
public sealed record RoleHolder(Account Account, Role Role);
