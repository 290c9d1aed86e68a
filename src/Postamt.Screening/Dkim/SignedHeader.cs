using System.Security.Cryptography;
using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Screening.Dkim;

/// <summary>The fields of a header, for canonicalisation (RFC 6376 3.4.1, 3.4.2) and selection (5.4.2).</summary>
internal sealed class SignedHeader
{
    private readonly byte[] _section;
    private readonly List<(string Name, int Offset, int Length)> _fields = [];
    private readonly Dictionary<string, List<int>> _byName = new(StringComparer.Ordinal);

    /// <param name="section">A header section, or a message that begins with one.</param>
    public SignedHeader(byte[] section)
    {
        _section = section;
        foreach (var field in HeaderFields.Enumerate(section))
        {
            var name = Encoding.ASCII.GetString(field.Name).ToLowerInvariant();
            if (!_byName.TryGetValue(name, out var same)) _byName[name] = same = [];
            same.Add(_fields.Count);
            _fields.Add((name, field.Offset, field.Whole.Length));
        }
    }

    /// <summary>Fields of a name (lower case), by their numbers, top first.</summary>
    public IReadOnlyList<int> Named(string name) => _byName.GetValueOrDefault(name) ?? [];

    /// <summary>As it stands, with its line breaks.</summary>
    public ReadOnlySpan<byte> Whole(int field) => _section.AsSpan(_fields[field].Offset, _fields[field].Length);

    public string Value(int field)
    {
        var whole = Whole(field);
        return Encoding.UTF8.GetString(whole[(whole.IndexOf((byte)':') + 1)..]);
    }

    /// <summary>Fields by name, each name from the bottom up; one that is named more often than there are such fields stands for none.</summary>
    public IReadOnlyList<int> Select(IEnumerable<string> names)
    {
        var chosen = new List<int>();
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names.Select(name => name.ToLowerInvariant()))
        {
            var same = Named(name);
            var taken = used.GetValueOrDefault(name);
            if (taken == same.Count) continue;
            used[name] = taken + 1;
            chosen.Add(same[^(taken + 1)]);
        }
        return chosen;
    }

    /// <summary>The hash of fields in this order, and of the signature itself.</summary>
    /// <param name="signature">Whole, with an empty b=; its last line break does not count.</param>
    public byte[] Hash(IEnumerable<int> fields, ReadOnlySpan<byte> signature, bool isRelaxed) => Hash(fields.Select(field => Whole(field).ToArray()), signature, isRelaxed);

    /// <summary>The same of fields that stand in no header yet.</summary>
    public static byte[] Hash(IEnumerable<byte[]> fields, ReadOnlySpan<byte> signature, bool isRelaxed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in fields) Append(hash, field, isRelaxed, isLast: false);
        Append(hash, signature, isRelaxed, isLast: true);
        return hash.GetHashAndReset();
    }

    /// <summary>A field whose tag has no value any more, as it was signed (3.7).</summary>
    public static byte[] WithoutValue(ReadOnlySpan<byte> field, byte tag)
    {
        var start = field.IndexOf((byte)':') + 1;
        while (start < field.Length)
        {
            var length = field[start..].IndexOf((byte)';');
            var end = length < 0 ? field.TrimEnd("\r\n"u8).Length : start + length;
            var equals = field[start..end].IndexOf((byte)'=');
            if (equals > 0 && field.Slice(start, equals).Trim(" \t\r\n"u8) is var name && name.Length == 1 && name[0] == tag)
                return [.. field[..(start + equals + 1)], .. field[end..]];
            start = end + 1;
        }
        return field.ToArray();
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> field, bool isRelaxed, bool isLast)
    {
        var text = isRelaxed ? Relaxed(field) : field;
        hash.AppendData(isLast ? text.TrimEnd("\r\n"u8) : text);
    }

    /// <summary>Name in lower case, no space around the colon, one space for each run of it, none at the end.</summary>
    private static ReadOnlySpan<byte> Relaxed(ReadOnlySpan<byte> field)
    {
        var colon = field.IndexOf((byte)':');
        var text = new byte[field.Length + 2];
        var length = 0;
        foreach (var octet in field[..colon].TrimEnd(" \t"u8)) text[length++] = octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
        text[length++] = (byte)':';
        var (begun, hasSpace) = (false, false);
        foreach (var octet in field[(colon + 1)..])
        {
            if (octet is (byte)'\r' or (byte)'\n') continue;
            if (octet is (byte)' ' or (byte)'\t')
            {
                hasSpace = begun;
                continue;
            }
            if (hasSpace) text[length++] = (byte)' ';
            text[length++] = octet;
            (begun, hasSpace) = (true, false);
        }
        text[length++] = (byte)'\r';
        text[length++] = (byte)'\n';
        return text.AsSpan(0, length);
    }
}
