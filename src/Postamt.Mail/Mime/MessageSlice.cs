namespace Postamt.Mail.Mime;

/// <summary>A run of octets of the message as its reader sees it (our prefix, then the content).</summary>
public readonly record struct MessageSlice(long Offset, long Length)
{
    /// <summary>RFC 9051 6.4.5: BODY[section]&lt;origin.count&gt;; empty when the origin lies past the end.</summary>
    public MessageSlice Partial(long origin, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(origin);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var start = Math.Min(origin, Length);
        return new MessageSlice(Offset + start, Math.Min(count, Length - start));
    }
}
