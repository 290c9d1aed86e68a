// The grammar of SCRAM, RFC 5802 7. Parsing is strict: attributes in their order, unknown extensions only where they may stand.
using System.Text;

namespace Postamt.Net.Sasl;

/// <summary>client-first-message.</summary>
/// <param name="Binding">The type after <c>p=</c>; null without.</param>
/// <param name="ThinksNoBinding">The flag <c>y</c>: the client could bind and saw no -PLUS.</param>
/// <param name="Gs2Header">As received, for the c= attribute.</param>
/// <param name="Bare">client-first-message-bare as received.</param>
internal sealed record ScramClientFirst(string? Binding, bool ThinksNoBinding, string? AuthorizationId, string AuthenticationId, string Nonce, string Gs2Header, string Bare)
{
    internal static ScramClientFirst? Parse(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > SaslLimits.Line || octets.Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(octets))
            return null;
        string message = Encoding.UTF8.GetString(octets);
        string[] head = message.Split(',', 3);
        if (head.Length < 3)
            return null;
        string? binding = null;
        if (head[0].StartsWith("p=", StringComparison.Ordinal))
        {
            binding = head[0][2..];
            if (binding.Length == 0 || !binding.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-'))
                return null;
        }
        else if (head[0] is not ("n" or "y"))
        {
            return null;
        }
        string? authorize = null;
        if (head[1].Length > 0 && (!head[1].StartsWith("a=", StringComparison.Ordinal) || !TryName(head[1][2..], out authorize)))
            return null;
        // RFC 5802 5.1: the reserved m= makes the authentication fail; here it is simply not n=.
        string[] bare = head[2].Split(',');
        if (bare.Length < 2 || !bare[0].StartsWith("n=", StringComparison.Ordinal) || !TryName(bare[0][2..], out string? name))
            return null;
        if (!bare[1].StartsWith("r=", StringComparison.Ordinal) || !IsNonce(bare[1].AsSpan(2)) || !bare.Skip(2).All(IsExtension))
            return null;
        return new ScramClientFirst(binding, head[0] == "y", authorize, name, bare[1][2..], $"{head[0]},{head[1]},", head[2]);
    }

    internal static bool IsExtension(string part) =>
        part.Length >= 3 && char.IsAsciiLetter(part[0]) && part[0] != 'm' && part[1] == '=';

    private static bool IsNonce(ReadOnlySpan<char> nonce) =>
        nonce.Length is > 0 and <= SaslLimits.Nonce && !nonce.ContainsAnyExceptInRange('!', '~');

    // RFC 5802 5.1: '=' stands only in =2C and =3D.
    private static bool TryName(string coded, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? name)
    {
        name = null;
        for (int at = coded.IndexOf('=', StringComparison.Ordinal); at >= 0; at = coded.IndexOf('=', at + 1))
        {
            if (string.CompareOrdinal(coded, at, "=2C", 0, 3) != 0 && string.CompareOrdinal(coded, at, "=3D", 0, 3) != 0)
                return false;
        }
        string plain = coded.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        if (!SaslText.TryName(Encoding.UTF8.GetBytes(plain), out string prepared))
            return false;
        name = prepared;
        return true;
    }
}
