using Postamt.Directory.Entities;

namespace Postamt.Directory.Login;

/// <summary>What a sign-in is checked against.</summary>
/// <param name="State">The worst of the account's, its company's and its domain's states.</param>
/// <param name="ScramSalt">Shared by the account's app passwords.</param>
public sealed record LoginRecord(Account Account, EntityState State, Role Role, IReadOnlyList<Credential> Credentials, ReadOnlyMemory<byte> ScramSalt, int ScramIterations);
