using System.Security.Cryptography;
using System.Text;

namespace Postamt.Net.Tests;

/// <summary>The client's side of SCRAM-SHA-256 (RFC 5802 3), written from the specification apart from the server.</summary>
internal sealed class ScramClient(string user, string password, string gs2Header = "n,,", byte[]? binding = null, string nonce = "rOprNGfwEbeRWgbNEkqO")
{
    private string _authMessage = "";
    private byte[] _salted = [];

    internal string FirstBare => $"n={user},r={nonce}";

    internal byte[] First() => Encoding.UTF8.GetBytes(gs2Header + FirstBare);

    internal byte[] Final(ReadOnlyMemory<byte> serverFirst)
    {
        string challenge = Encoding.UTF8.GetString(serverFirst.Span);
        Dictionary<char, string> parts = challenge.Split(',').ToDictionary(part => part[0], part => part[2..]);
        _salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(parts['s']), int.Parse(parts['i'], null), HashAlgorithmName.SHA256, 32);
        byte[] header = [.. Encoding.UTF8.GetBytes(gs2Header), .. binding ?? []];
        string withoutProof = $"c={Convert.ToBase64String(header)},r={parts['r']}";
        _authMessage = $"{FirstBare},{challenge},{withoutProof}";
        byte[] clientKey = HMACSHA256.HashData(_salted, "Client Key"u8);
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(clientKey), Encoding.UTF8.GetBytes(_authMessage));
        byte[] proof = [.. clientKey.Zip(signature, (left, right) => (byte)(left ^ right))];
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    internal string ExpectedServerFinal() =>
        "v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(_salted, "Server Key"u8), Encoding.UTF8.GetBytes(_authMessage)));
}
