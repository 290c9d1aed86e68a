using System.Globalization;

namespace Postamt.Mail.Outcomes;

/// <summary>An enhanced status code, class.subject.detail (RFC 3463 2). Class is 2, 4 or 5; the others 0..999.</summary>
public readonly record struct EnhancedStatus(byte Class, short Subject, short Detail)
{
    public bool IsPermanent => Class == 5;

    public bool IsTransient => Class == 4;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatus status)
    {
        status = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '.') != 3) return false;
        if (text[parts[0]] is not ("2" or "4" or "5")) return false;
        if (!TryNumber(text[parts[1]], out var subject) || !TryNumber(text[parts[2]], out var detail)) return false;
        status = new EnhancedStatus((byte)(text[0] - '0'), subject, detail);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out short number)
    {
        number = 0;
        return text.Length is >= 1 and <= 3 && short.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
