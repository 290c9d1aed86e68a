using System.Text;

namespace Postamt.Mail.Headers;

/// <summary>
/// A header section in memory. The one place that says where it ends: at the first empty line, like <see cref="Mime.MessageIndexer"/>,
/// so signer, scanner and store see the same header and the same body.
/// </summary>
public static class HeaderFields
{
    /// <param name="section">A header section, or a message that begins with one.</param>
    public static HeaderFieldEnumerator Enumerate(ReadOnlySpan<byte> section) => new(section);

    /// <summary>The first field of this name, any case.</summary>
    public static bool TryFind(ReadOnlySpan<byte> section, ReadOnlySpan<byte> name, out HeaderField field)
    {
        foreach (var candidate in Enumerate(section))
        {
            if (!Ascii.EqualsIgnoreCase(candidate.Name, name))
                continue;
            field = candidate;
            return true;
        }
        field = default;
        return false;
    }

    /// <summary>Unfolded value of the first field of this name, null when there is none.</summary>
    public static string? Value(ReadOnlySpan<byte> section, ReadOnlySpan<byte> name) =>
        TryFind(section, name, out var field) ? field.Value : null;

    public static int Count(ReadOnlySpan<byte> section, ReadOnlySpan<byte> name)
    {
        var count = 0;
        foreach (var field in Enumerate(section))
            count += Ascii.EqualsIgnoreCase(field.Name, name) ? 1 : 0;
        return count;
    }

    /// <summary>Octets of the header section that a message begins with, its empty line included; all of it when there is no empty line.</summary>
    public static int SectionLength(ReadOnlySpan<byte> message)
    {
        var position = 0;
        while (position < message.Length)
        {
            var rest = message[position..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
                return message.Length;
            position += end + 1;
            if (end == 0 || (end == 1 && rest[0] == (byte)'\r'))
                return position;
        }
        return position;
    }
}
