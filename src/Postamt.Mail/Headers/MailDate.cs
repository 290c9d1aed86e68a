using System.Globalization;
using System.Text;
using MimeKit.Utils;

namespace Postamt.Mail.Headers;

/// <summary>RFC 5322 3.3 dates, with the obsolete forms of 4.3. Absurd years and zones never get further: a date is within 1900 to 9998 or is none.</summary>
public static class MailDate
{
    private const int MaxOctets = 128;
    private const int FirstYear = 1900;
    private const int LastYear = 9998;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The form we write: "Mon, 05 Jan 2026 09:30:00 +0100".</summary>
    public static string Format(DateTimeOffset date) =>
        date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + Zone(date.Offset);

    public static bool TryParse(string? text, out DateTimeOffset date)
    {
        date = default;
        return text is not null && text.Length <= MaxOctets && TryParse(Encoding.UTF8.GetBytes(text), out date);
    }

    /// <param name="value">Value of a Date field, or the date of a Received field.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out DateTimeOffset date)
    {
        date = default;
        value = HeaderText.Trim(value);
        if (value.Length is 0 or > MaxOctets)
            return false;
        return TryStandard(value, out date) || TryOther(value, out date);
    }

    private static bool TryStandard(ReadOnlySpan<byte> value, out DateTimeOffset date)
    {
        date = default;
        var scanner = new DateScanner(value);
        scanner.SkipDayName();
        if (!scanner.TryNumber(2, out var day, out _) || !scanner.TryMonth(Months, out var month) || !scanner.TryNumber(4, out var year, out var digits))
            return false;
        // RFC 5322 4.3: two digits are 2000 to 2049 and 1950 to 1999, three digits count from 1900.
        if (digits == 2)
            year += year < 50 ? 2000 : 1900;
        else if (digits == 3)
            year += 1900;
        if (!scanner.TryTime(out var time) || scanner.IsTwelveHour())
            return false;
        return TryMake(year, month, day, time, scanner.Zone(), out date);
    }

    private static bool TryMake(int year, int month, int day, TimeSpan time, TimeSpan zone, out DateTimeOffset date)
    {
        date = default;
        if (year is < FirstYear or > LastYear || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateTimeOffset(new DateTime(year, month, day).Add(time), zone);
        return true;
    }

    // Forms no standard names (asctime, month before day) are left to the library; what it says is bounded as well.
    private static bool TryOther(ReadOnlySpan<byte> value, out DateTimeOffset date)
    {
        try
        {
            return DateUtils.TryParse(value.ToArray(), out date) && date.Year is >= FirstYear and <= LastYear;
        }
        catch (ArgumentException)
        {
            date = default;
            return false;
        }
    }

    private static string Zone(TimeSpan offset)
    {
        var minutes = (int)Math.Abs(offset.TotalMinutes);
        return string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{minutes / 60:00}{minutes % 60:00}");
    }
}
