using System.Globalization;

namespace Postamt.Load.Smtp;

/// <summary>So many sessions at once send so many mails of so many octets, over all mailboxes in turn.</summary>
internal sealed record SmtpCase(int KibiBytes, int Sessions, int Mails)
{
    /// <summary>Numbers that last some seconds on the faster server.</summary>
    internal static IReadOnlyList<SmtpCase> All { get; } =
    [
        new(4, 1, 1500), new(4, 20, 6000), new(4, 100, 8000),
        new(100, 1, 800), new(100, 20, 4000), new(100, 100, 4000),
    ];

    internal static SmtpCase Parse(string text) => TryParse(text, out var found) ? found! : throw new FormatException(text);

    internal static bool TryParse(string text, out SmtpCase? found)
    {
        var parts = text.Split("k@");
        found = parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= 10_000
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sessions) && sessions is > 0 and <= 1000
            ? All.FirstOrDefault(each => each.KibiBytes == size && each.Sessions == sessions) ?? new SmtpCase(size, sessions, 2000)
            : null;
        return found is not null;
    }

    public override string ToString() => $"{KibiBytes}k@{Sessions}";
}
