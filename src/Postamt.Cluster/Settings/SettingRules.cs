using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Postamt.Cluster.Settings;

/// <summary>What a setting may look like; every engine holds to it before it writes.</summary>
public static partial class SettingRules
{
    public const int MaxNameLength = 100;
    public const int MaxValueOctets = 64 * 1024;

    /// <exception cref="ArgumentException">The name is not dotted lower-case, or the value is no JSON text of at most 64 KiB.</exception>
    public static void Check(string name, string? value)
    {
        if (name.Length > MaxNameLength || !NamePattern().IsMatch(name))
            throw new ArgumentException("A setting's name is made of lower-case words, digits and dashes, joined by dots.", nameof(name));
        if (value is null) return;
        if (Encoding.UTF8.GetByteCount(value) > MaxValueOctets) throw new ArgumentException("A setting's value has at most 64 KiB.", nameof(value));
        try
        {
            using var document = JsonDocument.Parse(value);
        }
        catch (JsonException fault)
        {
            throw new ArgumentException("A setting's value is a JSON text.", nameof(value), fault);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)*\\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
