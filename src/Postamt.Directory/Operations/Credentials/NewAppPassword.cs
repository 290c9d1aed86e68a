using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Credentials;

/// <param name="Password">In plain; it is not kept and cannot be shown again.</param>
public sealed record NewAppPassword(CredentialId Id, Secret Password);
