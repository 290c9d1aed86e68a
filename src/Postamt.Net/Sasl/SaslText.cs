using System.Text;

namespace Postamt.Net.Sasl;

/// <summary>Names and passwords as octets of a message.</summary>
internal static class SaslText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8, within the limit, and something is left after SASLprep.</summary>
    internal static bool TryName(ReadOnlySpan<byte> octets, out string name)
    {
        name = "";
        if (octets.IsEmpty || octets.Length > SaslLimits.Name || !System.Text.Unicode.Utf8.IsValid(octets))
            return false;
        if (SaslPrep.Prepare(Strict.GetString(octets)) is not { Length: > 0 } prepared)
            return false;
        name = prepared;
        return true;
    }

    /// <summary>UTF-8 without NUL, not empty, within the limit.</summary>
    internal static bool IsPassword(ReadOnlySpan<byte> octets) =>
        !octets.IsEmpty && octets.Length <= SaslLimits.Password && !octets.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(octets);
}
