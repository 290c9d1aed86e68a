namespace Postamt.Mail.Headers;

/// <summary>One field of a header section, as slices of it.</summary>
public readonly ref struct HeaderField
{
    internal HeaderField(ReadOnlySpan<byte> whole, int colon, int offset)
    {
        Whole = whole;
        Offset = offset;
        Name = whole[..colon].TrimEnd(" \t"u8);
        RawValue = whole[(colon + 1)..].TrimEnd("\r\n"u8);
    }

    /// <summary>Position in the section.</summary>
    public int Offset { get; }

    /// <summary>Name to final line break, as DKIM signs it.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    /// <summary>As written; compare without case.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>After the colon, still folded.</summary>
    public ReadOnlySpan<byte> RawValue { get; }

    /// <summary>Unfolded and trimmed, encoded words not decoded.</summary>
    public string Value => HeaderText.ToText(HeaderText.Trim(RawValue));

    /// <summary>Unfolded, encoded words decoded, nothing in it that could disturb a display.</summary>
    public string DisplayValue => EncodedWords.Decode(HeaderText.Trim(RawValue));
}
