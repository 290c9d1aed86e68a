using System.Security.Cryptography;
using System.Text;

namespace Postamt.Directory.Login;

/// <summary>
/// 128 random bits as people copy them: 26 characters a-z and 2-7 (RFC 4648 6, lower case) in five groups. People may type it in capitals and
/// with or without the dashes; SCRAM clients hash what was typed, so its keys are those of the form shown.
/// </summary>
internal sealed record AppPassword
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Octets = 16;
    private const int Characters = 26;

    private AppPassword(byte[] bits)
    {
        Bits = bits;
        var text = new StringBuilder(Characters + 4);
        for (var i = 0; i < Characters; i++)
        {
            if (i is 5 or 10 or 15 or 20) text.Append('-');
            text.Append(Alphabet[Five(bits, i * 5)]);
        }
        Text = text.ToString();
    }

    public byte[] Bits { get; }

    /// <summary>The form shown.</summary>
    public string Text { get; }

    public static AppPassword Create(RandomNumberGenerator random)
    {
        var bits = new byte[Octets];
        random.GetBytes(bits);
        return new AppPassword(bits);
    }

    /// <summary>Whether the octets have the shape; nearly no password of a person has.</summary>
    public static AppPassword? TryParse(ReadOnlySpan<byte> typed)
    {
        if (typed.Length is < Characters or > 64) return null;
        var bits = new byte[Octets + 1];
        var count = 0;
        foreach (var octet in typed)
        {
            if (octet is (byte)'-' or (byte)' ') continue;
            var value = Alphabet.IndexOf((char)(octet is >= (byte)'A' and <= (byte)'Z' ? octet + 32 : octet), StringComparison.Ordinal);
            if (value < 0 || count == Characters) return null;
            for (var bit = 0; bit < 5; bit++)
            {
                if ((value & (16 >> bit)) != 0) bits[(count * 5 + bit) / 8] |= (byte)(128 >> ((count * 5 + bit) % 8));
            }
            count++;
        }
        // 26 characters hold 130 bits; the last two are zero.
        return count == Characters && bits[Octets] == 0 ? new AppPassword(bits[..Octets]) : null;
    }

    public override string ToString() => "***";

    private static int Five(byte[] bits, int from)
    {
        var value = 0;
        for (var bit = from; bit < from + 5; bit++)
            value = (value << 1) | (bit < Octets * 8 ? (bits[bit / 8] >> (7 - bit % 8)) & 1 : 0);
        return value;
    }
}
