using System.Text;

namespace Postamt.Net.Sasl;

/// <summary>client-final-message (RFC 5802 7): <c>c=…,r=…[,extensions],p=…</c>.</summary>
/// <param name="WithoutProof">client-final-message-without-proof as received.</param>
internal sealed record ScramClientFinal(byte[] ChannelBinding, string Nonce, byte[] Proof, string WithoutProof)
{
    internal static ScramClientFinal? Parse(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > SaslLimits.Line || octets.Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(octets))
            return null;
        string message = Encoding.UTF8.GetString(octets);
        int end = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (end < 0)
            return null;
        string[] parts = message[..end].Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("c=", StringComparison.Ordinal) || !parts[1].StartsWith("r=", StringComparison.Ordinal))
            return null;
        if (!parts.Skip(2).All(ScramClientFirst.IsExtension))
            return null;
        byte[]? binding = Decode(parts[0].AsSpan(2));
        byte[]? proof = Decode(message.AsSpan(end + 3));
        // A proof is as long as the hash: 32 octets for SHA-256.
        return binding is null || proof is not { Length: 32 } ? null : new ScramClientFinal(binding, parts[1][2..], proof, message[..end]);
    }

    private static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(" \t\r\n") >= 0)
            return null;
        byte[] target = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(text, target, out int length) ? target[..length] : null;
    }
}
