using System.Text;

namespace Postamt.Mail.Headers;

/// <summary>Address list fields (From, To, Cc ...) as values. Bounded by the caller's limit, linear, never throws.</summary>
public static class AddressLists
{
    /// <param name="value">Value of a field, folded or not.</param>
    /// <param name="limit">Elements read; the rest of the value is left.</param>
    /// <returns>Mailboxes with the markers of groups around theirs.</returns>
    public static IReadOnlyList<HeaderAddress> Parse(ReadOnlySpan<byte> value, int limit = 2_000)
    {
        var list = new List<HeaderAddress>();
        var reader = new AddressListReader(value);
        while (list.Count < limit && reader.TryRead(out var address))
            list.Add(address);
        return list;
    }

    public static IReadOnlyList<HeaderAddress> Parse(string value, int limit = 2_000) => Parse(Encoding.UTF8.GetBytes(value), limit);
}
