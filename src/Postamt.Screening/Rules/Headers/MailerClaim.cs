namespace Postamt.Screening.Rules.Headers;

/// <summary>A mail program by what it says in X-Mailer or User-Agent, and whether it makes a Message-ID like this. The forms are those of mail that was seen to come from each.</summary>
/// <param name="Fits">Of the identifier without brackets.</param>
internal sealed record MailerClaim(string Says, string Program, Func<string, bool> Fits)
{
    private static readonly MailerClaim[] Known =
    [
        new("Microsoft Outlook Express", "Outlook Express", static id => IsOutlooks(id)),
        new("Microsoft Windows Live Mail", "Windows Live Mail", static id => IsOutlooks(id)),
        new("Microsoft Outlook", "Outlook", static id => IsOutlooks(id)),
        new("The Bat!", "The Bat!", static id => Local(id).TrimStart('1') is { Length: > 0 } local && !local.AsSpan().ContainsAnyExcept("0123456789.")),
        new("Apple Mail", "Apple Mail", static id => IsIdentifier(Local(id))),
        new("iPhone Mail", "iPhone Mail", static id => IsIdentifier(Local(id))),
        new("QUALCOMM Windows Eudora", "Eudora", static id => id.Length > 2 && char.IsAsciiDigit(id[0]) && id[1] == '.'),
        new("Mozilla Thunderbird", "Thunderbird", static id => IsMozillas(Local(id))),
    ];

    /// <returns>Null where nothing is known of such a program.</returns>
    public static MailerClaim? Of(string says) => says.Contains("Macintosh", StringComparison.Ordinal) ? null : Array.Find(Known, claim => says.Contains(claim.Says, StringComparison.Ordinal));

    /// <summary>"000a01c1f8b0$a1234560$0100007f@host" and, of those that send over an Exchange server or Hotmail, what that made of it; before 2003 also 28 capitals.</summary>
    private static bool IsOutlooks(string id) =>
        Local(id).AsSpan().Count('$') >= 2 || id.Contains(".outlook.com", StringComparison.OrdinalIgnoreCase) || id.EndsWith(".phx.gbl", StringComparison.OrdinalIgnoreCase) || id.EndsWith("@hotmail.com", StringComparison.OrdinalIgnoreCase)
        || id.Length > 24 && !id.AsSpan(0, 24).ContainsAnyExceptInRange('A', 'P') || id.Length > 33 && id.AsSpan(0, 32).IndexOfAnyExcept("0123456789ABCDEF") < 0;

    private static bool IsIdentifier(string local) => local.Length == 36 && local.AsSpan().Count('-') == 4;

    private static bool IsMozillas(string local) => IsIdentifier(local) || local.IndexOf('.', StringComparison.Ordinal) is 8 && !local.AsSpan(0, 8).ContainsAnyExcept("0123456789ABCDEFabcdef");

    private static string Local(string id) => id.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? id[..at] : id;
}
