using System.Globalization;
using System.Text;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;

namespace Postamt.Sql.Postgres.Broadcasting;

/// <summary>
/// Changes as the text of a notification: <c>1 sender account:modseq:mailbox …</c>, decimal numbers, 1 the version of the form. What cannot
/// be read comes from a later version or from elsewhere, and is nobody's hint.
/// </summary>
internal static class ChangeText
{
    /// <summary>PostgreSQL takes less than 8000 octets.</summary>
    public const int MaxLength = 7900;

    private const string Version = "1";

    /// <summary>As many texts as it takes.</summary>
    public static IEnumerable<string> Write(long sender, IEnumerable<AccountChange> changes)
    {
        var beginning = string.Create(CultureInfo.InvariantCulture, $"{Version} {sender}");
        var text = new StringBuilder(beginning);
        foreach (var change in changes)
        {
            var word = string.Create(CultureInfo.InvariantCulture, $" {change.Account.Value}:{change.ModSeq}:{change.Mailbox}");
            if (text.Length + word.Length > MaxLength)
            {
                yield return text.ToString();
                text.Clear().Append(beginning);
            }
            text.Append(word);
        }
        if (text.Length > beginning.Length) yield return text.ToString();
    }

    /// <returns>False where a part of it is not as written above; then there are no changes.</returns>
    public static bool TryRead(string text, out long sender, out List<AccountChange> changes)
    {
        (sender, changes) = (0, []);
        var place = 0;
        foreach (var word in text.AsSpan(0, Math.Min(text.Length, MaxLength)).Split(' '))
        {
            if (!TryTake(text.AsSpan(word), place++, ref sender, changes))
            {
                changes.Clear();
                return false;
            }
        }
        return place > 1;
    }

    private static bool TryTake(ReadOnlySpan<char> word, int place, ref long sender, List<AccountChange> changes)
    {
        if (place == 0) return word.SequenceEqual(Version);
        if (place == 1) return TryNumber(word, out sender);
        Span<Range> parts = stackalloc Range[4];
        if (word.Split(parts, ':') != 3 || !TryNumber(word[parts[0]], out var account) || !TryNumber(word[parts[1]], out var modSeq) || !TryNumber(word[parts[2]], out var mailbox)) return false;
        changes.Add(new AccountChange(new AccountId(account), modSeq, mailbox));
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
