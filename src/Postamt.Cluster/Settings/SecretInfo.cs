namespace Postamt.Cluster.Settings;

/// <summary>That there is a secret, and nothing of its value.</summary>
public sealed record SecretInfo(string Name, DateTimeOffset ChangedAt);
