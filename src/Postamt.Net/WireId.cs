using System.Security.Cryptography;

namespace Postamt.Net;

/// <summary>Makes session ids: 16 letters and digits, 80 random bits, safe in replies, headers and file names.</summary>
public static class WireId
{
    // Crockford's alphabet: no letter is mistaken for a digit.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string New(RandomNumberGenerator random)
    {
        Span<byte> bits = stackalloc byte[16];
        random.GetBytes(bits);
        Span<char> id = stackalloc char[16];
        for (int at = 0; at < id.Length; at++)
            id[at] = Alphabet[bits[at] & 31];
        return new string(id);
    }
}
