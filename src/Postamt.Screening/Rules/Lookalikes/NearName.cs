namespace Postamt.Screening.Rules.Lookalikes;

/// <summary>Names that differ by one letter: one more, one less, another one, or two that changed places.</summary>
internal static class NearName
{
    /// <summary>Shorter names are one letter away from some other company's.</summary>
    public const int Shortest = 6;

    /// <summary>The first letter is seen, and a number at the end tells two of one family apart.</summary>
    public static bool AreNear(string one, string other)
    {
        if (one == other || one.Length == 0 || one[0] != other[0] || Math.Min(one.Length, other.Length) < Shortest || Math.Abs(one.Length - other.Length) > 1) return false;
        var begin = one.AsSpan().CommonPrefixLength(other);
        var rest = one.AsSpan(begin);
        var otherRest = other.AsSpan(begin);
        var end = 0;
        while (end < rest.Length && end < otherRest.Length && rest[rest.Length - 1 - end] == otherRest[otherRest.Length - 1 - end]) end++;
        rest = rest[..^end];
        otherRest = otherRest[..^end];
        if (rest.ContainsAnyInRange('0', '9') && otherRest.ContainsAnyInRange('0', '9') || begin == Math.Min(one.Length, other.Length) && IsNumber(one, other)) return false;
        return rest.Length <= 1 && otherRest.Length <= 1 || rest.Length == 2 && otherRest.Length == 2 && rest[0] == otherRest[1] && rest[1] == otherRest[0];
    }

    private static bool IsNumber(string one, string other) => char.IsAsciiDigit((one.Length > other.Length ? one : other)[^1]);
}
