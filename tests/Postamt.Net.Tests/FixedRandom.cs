using System.Security.Cryptography;

namespace Postamt.Net.Tests;

/// <summary>Chance that gives the same octets each time.</summary>
internal sealed class FixedRandom(byte[] octets) : RandomNumberGenerator
{
    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        for (int at = 0; at < data.Length; at++)
            data[at] = octets[at % octets.Length];
    }
}
