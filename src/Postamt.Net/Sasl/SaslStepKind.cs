namespace Postamt.Net.Sasl;

public enum SaslStepKind
{
    /// <summary>Send <see cref="SaslStep{TIdentity}.Data"/>, read a line, step again.</summary>
    Challenge,

    /// <summary>Logged in.</summary>
    Succeeded,

    /// <summary>Not logged in; the exchange is over.</summary>
    Failed,
}
