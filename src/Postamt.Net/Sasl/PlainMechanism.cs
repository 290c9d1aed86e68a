// PLAIN, RFC 4616: [authzid] NUL authcid NUL passwd, in one message from the client.

namespace Postamt.Net.Sasl;

internal sealed class PlainMechanism<TIdentity>(ISaslAuthority<TIdentity> authority, SaslContext context) : ISaslMechanism<TIdentity>
    where TIdentity : class
{
    public ReadOnlyMemory<byte> Opening => default;

    public async ValueTask<SaslStep<TIdentity>> StepAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (!TryParse(response, out string authorize, out string authenticate, out ReadOnlyMemory<byte> password))
            return SaslStep<TIdentity>.Failed(SaslFailure.Malformed);
        var request = new SaslPassword(SaslMechanisms.Plain, authenticate, authorize.Length == 0 ? null : authorize, password, context.Peer);
        return SaslStep<TIdentity>.From(await authority.CheckPasswordAsync(request, cancellationToken));
    }

    private static bool TryParse(ReadOnlyMemory<byte> message, out string authorize, out string authenticate, out ReadOnlyMemory<byte> password)
    {
        (authorize, authenticate, password) = ("", "", default);
        ReadOnlySpan<byte> octets = message.Span;
        int first = octets.IndexOf((byte)0);
        if (first < 0)
            return false;
        int second = octets[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
            return false;
        int start = first + 1 + second + 1;
        password = message[start..];
        // RFC 4616 2: no NUL inside the parts; an empty part is no verification.
        if (!SaslText.IsPassword(password.Span))
            return false;
        return SaslText.TryName(octets[(first + 1)..(start - 1)], out authenticate)
            && (first == 0 || SaslText.TryName(octets[..first], out authorize));
    }
}
