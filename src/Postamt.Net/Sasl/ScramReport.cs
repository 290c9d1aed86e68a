namespace Postamt.Net.Sasl;

/// <summary>How a SCRAM exchange ended.</summary>
/// <param name="Matched">The candidate whose proof was right; null: none, to be counted as a failure.</param>
public sealed record ScramReport(string Mechanism, string AuthenticationId, string? AuthorizationId, ScramCandidate? Matched, SaslPeer Peer);
