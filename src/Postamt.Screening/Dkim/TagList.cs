using System.Diagnostics.CodeAnalysis;

namespace Postamt.Screening.Dkim;

/// <summary>Tags and their values, as in signatures and keys (RFC 6376 3.2). Names are case-sensitive, and none comes twice.</summary>
internal sealed class TagList
{
    /// <summary>More than any specification has.</summary>
    private const int MostTags = 50;

    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);

    private TagList()
    {
    }

    /// <summary>Without space around it; null where there is none.</summary>
    public string? this[string name] => _tags.GetValueOrDefault(name);

    /// <summary>The first tag; some have to be that.</summary>
    public string First { get; private set; } = "";

    public static bool TryParse(string text, [NotNullWhen(true)] out TagList? list)
    {
        list = null;
        var parsed = new TagList();
        foreach (var range in text.AsSpan().Split(';'))
        {
            var tag = text.AsSpan()[range].Trim(" \t\r\n");
            // One may stand behind the last.
            if (tag.Length == 0 && range.End.GetOffset(text.Length) == text.Length) break;
            var equals = tag.IndexOf('=');
            if (equals <= 0 || parsed._tags.Count == MostTags) return false;
            var name = tag[..equals].TrimEnd(" \t\r\n");
            if (!IsName(name) || tag.ContainsAnyInRange('\0', '\b')) return false;
            if (!parsed._tags.TryAdd(name.ToString(), tag[(equals + 1)..].TrimStart(" \t\r\n").ToString())) return false;
            if (parsed._tags.Count == 1) parsed.First = name.ToString();
        }
        list = parsed;
        return parsed._tags.Count > 0;
    }

    /// <summary>Parts between colons, without space around them.</summary>
    public static string[] Parts(string value) => value.Split(':', StringSplitOptions.TrimEntries);

    /// <summary>Base64 that may be folded anywhere.</summary>
    public static bool TryOctets(string? value, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (value is null) return false;
        var text = string.Concat(value.Split([' ', '\t', '\r', '\n']));
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length)) return false;
        octets = buffer[..length];
        return true;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (!char.IsAsciiLetter(name[0])) return false;
        foreach (var each in name)
        {
            if (!char.IsAsciiLetterOrDigit(each) && each != '_') return false;
        }
        return true;
    }
}
