using System.Globalization;
using System.Text;
using Postamt.Store.Mailboxes;

namespace Postamt.Imap.Responses;

/// <summary>Numbers as a set (RFC 9051 9 sequence-set): runs become ranges.</summary>
internal static class SetText
{
    public static string Of(IReadOnlyList<Uid> uids) => Of(uids.Select(one => one.Value));

    /// <summary>In the order given, which COPYUID depends on (RFC 4315 3).</summary>
    public static string Of(IEnumerable<uint> numbers)
    {
        var text = new StringBuilder();
        uint first = 0, last = 0;
        foreach (var number in numbers)
        {
            if (first != 0 && number == last + 1)
            {
                last = number;
                continue;
            }
            Append(text, first, last);
            first = last = number;
        }
        Append(text, first, last);
        return text.ToString();
    }

    private static void Append(StringBuilder text, uint first, uint last)
    {
        if (first == 0) return;
        if (text.Length > 0) text.Append(',');
        text.Append(CultureInfo.InvariantCulture, $"{first}");
        if (last != first) text.Append(CultureInfo.InvariantCulture, $":{last}");
    }
}
