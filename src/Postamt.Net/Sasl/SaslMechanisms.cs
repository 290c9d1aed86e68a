namespace Postamt.Net.Sasl;

/// <summary>The mechanisms: names and when each is offered. What is offered is accepted; an authority may announce less.</summary>
public static class SaslMechanisms
{
    public const string ScramSha256Plus = "SCRAM-SHA-256-PLUS";
    public const string ScramSha256 = "SCRAM-SHA-256";
    public const string Plain = "PLAIN";

    /// <summary>Not standardised, still spoken (draft-murchison-sasl-login).</summary>
    public const string Login = "LOGIN";

    /// <summary>The names to announce, strongest first.</summary>
    public static IReadOnlyList<string> Offered(SaslContext context)
    {
        var names = new List<string>(4);
        // RFC 5802 6: both forms where channel binding works, else the bare one only.
        if (CanBind(context))
            names.Add(ScramSha256Plus);
        names.Add(ScramSha256);
        if (MayShowPassword(context))
            names.AddRange([Plain, Login]);
        return names;
    }

    /// <summary>What an authority announces of these: without SCRAM where it has no keys for everybody.</summary>
    public static IReadOnlyList<string> Announced<TIdentity>(SaslContext context, ISaslAuthority<TIdentity> authority)
        where TIdentity : class =>
        authority.OffersScram ? Offered(context) : [.. Offered(context).Where(name => name is Plain or Login)];

    internal static bool CanBind(SaslContext context) => context.Tls is { ChannelBindings.Count: > 0 };

    // RFC 4616 5: not without adequate data security.
    internal static bool MayShowPassword(SaslContext context) => context.Tls is not null || context.PlainWithoutTls;
}
