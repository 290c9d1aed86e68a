// LOGIN, draft-murchison-sasl-login-00: the server asks for the name, then for the password. Old clients know nothing else.
namespace Postamt.Net.Sasl;

internal sealed class LoginMechanism<TIdentity>(ISaslAuthority<TIdentity> authority, SaslContext context) : ISaslMechanism<TIdentity>
    where TIdentity : class
{
    private static readonly byte[] AskName = "Username:"u8.ToArray();
    private static readonly byte[] AskPassword = "Password:"u8.ToArray();
    private string? _name;

    public ReadOnlyMemory<byte> Opening => AskName;

    public async ValueTask<SaslStep<TIdentity>> StepAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (_name is null)
        {
            return SaslText.TryName(response.Span, out _name)
                ? SaslStep<TIdentity>.Challenge(AskPassword)
                : SaslStep<TIdentity>.Failed(SaslFailure.Malformed);
        }
        if (!SaslText.IsPassword(response.Span))
            return SaslStep<TIdentity>.Failed(SaslFailure.Malformed);
        var request = new SaslPassword(SaslMechanisms.Login, _name, null, response, context.Peer);
        return SaslStep<TIdentity>.From(await authority.CheckPasswordAsync(request, cancellationToken));
    }
}
