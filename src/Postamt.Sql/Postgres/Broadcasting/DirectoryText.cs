using System.Globalization;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;

namespace Postamt.Sql.Postgres.Broadcasting;

/// <summary>
/// A directory change as the text of a notification: <c>1 sender company account credentials</c>, decimal numbers, 1 the version of the form, account 0
/// for any of the company, credentials 1 where only those changed. Of what cannot be read only that there was something is known.
/// </summary>
internal static class DirectoryText
{
    private const string Version = "1";

    public static string Write(long sender, DirectoryChanged change) =>
        string.Create(CultureInfo.InvariantCulture, $"{Version} {sender} {change.Company.Value} {change.Account?.Value ?? 0} {(change.CredentialsOnly ? 1 : 0)}");

    /// <param name="sender">0 where it cannot be read.</param>
    public static DirectoryChanged Read(string text, out long sender)
    {
        sender = 0;
        Span<Range> words = stackalloc Range[6];
        var span = text.AsSpan(0, Math.Min(text.Length, ChangeText.MaxLength));
        if (span.Split(words, ' ') != 5 || !span[words[0]].SequenceEqual(Version)) return DirectoryChanged.Everything;
        if (!Number(span[words[1]], out var from) || !Number(span[words[2]], out var company) || !Number(span[words[3]], out var account) || !Number(span[words[4]], out var credentials)) return DirectoryChanged.Everything;
        sender = from;
        return new DirectoryChanged(new CompanyId(company), account == 0 ? null : new AccountId(account), credentials == 1);
    }

    private static bool Number(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
