namespace Postamt.Net.Sasl;

/// <summary>A password to check.</summary>
/// <param name="AuthenticationId">The user who owns the password, after SASLprep.</param>
/// <param name="AuthorizationId">The user to act as; null: the same.</param>
/// <param name="Password">UTF-8 as the client sent it, without NUL; cleared when the check returns, so it must not be kept.</param>
public sealed record SaslPassword(string Mechanism, string AuthenticationId, string? AuthorizationId, ReadOnlyMemory<byte> Password, SaslPeer Peer)
{
    // The password never reaches a log through this record's text.
    public override string ToString() => $"{Mechanism} {AuthenticationId}";
}
