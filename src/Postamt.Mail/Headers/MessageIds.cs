namespace Postamt.Mail.Headers;

/// <summary>RFC 5322 3.6.4 message identifiers as they stand in Message-ID, In-Reply-To and References.</summary>
public static class MessageIds
{
    /// <summary>RFC 5322 2.1.1: nothing in a header line is longer.</summary>
    public const int MaxOctets = 998;

    /// <summary>The first identifier of a value with its angle brackets, white space inside removed; null when there is none.</summary>
    public static string? First(ReadOnlySpan<byte> value) => Next(ref value);

    public static string? First(string? value) => value is null ? null : First(System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>All identifiers in order; of more than <paramref name="limit"/> the first and the latest ones, since the root names the thread and the end the parent.</summary>
    public static IReadOnlyList<string> All(ReadOnlySpan<byte> value, int limit = 100)
    {
        var ids = new List<string>();
        var last = new Queue<string>();
        while (Next(ref value) is { } id)
        {
            if (ids.Count == 0 || limit == 1)
            {
                if (ids.Count == 0)
                    ids.Add(id);
                continue;
            }
            if (last.Count == limit - 1)
                last.Dequeue();
            last.Enqueue(id);
        }
        ids.AddRange(last);
        return ids;
    }

    private static string? Next(ref ReadOnlySpan<byte> value)
    {
        while (true)
        {
            var open = value.IndexOf((byte)'<');
            if (open < 0)
                return null;
            var rest = value[(open + 1)..];
            var close = rest.IndexOfAny((byte)'>', (byte)'<');
            if (close < 0)
                return null;
            value = rest[close..];
            if (rest[close] == (byte)'<')
                continue;
            value = value[1..];
            if (close is > 0 and <= MaxOctets - 2 && Text(rest[..close]) is { } id)
                return id;
        }
    }

    private static string? Text(ReadOnlySpan<byte> inner)
    {
        if (inner.IndexOfAnyInRange((byte)0, (byte)32) < 0)
            return "<" + HeaderText.ToText(inner) + ">";
        var kept = new byte[inner.Length];
        var n = 0;
        foreach (var b in inner)
            if (b > 32)
                kept[n++] = b;
        return n == 0 ? null : "<" + HeaderText.ToText(kept.AsSpan(0, n)) + ">";
    }
}
