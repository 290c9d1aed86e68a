using System.Globalization;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Arc;

/// <summary>One custodian's fields (RFC 8617 4.2), by their numbers in the header.</summary>
internal sealed record ArcSet(int Results, int Message, TagList MessageTags, int Seal, TagList SealTags);

/// <summary>The sets of a mail in their order, once it is sure that they are a chain (RFC 8617 5.2, steps 1 to 3).</summary>
internal static class ArcChain
{
    public const string Results = "arc-authentication-results";
    public const string Message = "arc-message-signature";
    public const string Seal = "arc-seal";

    /// <summary>4.2.1.</summary>
    public const int MostSets = 50;

    public static bool IsPresent(SignedHeader header) => header.Named(Results).Count + header.Named(Message).Count + header.Named(Seal).Count > 0;

    /// <exception cref="DkimException">They are none.</exception>
    public static IReadOnlyList<ArcSet> Read(SignedHeader header)
    {
        var results = ByInstance(header, Results, value => (Instance(value.AsSpan(0, Math.Max(0, value.IndexOf(';')))), null));
        var messages = ByInstance(header, Message, Tagged);
        var seals = ByInstance(header, Seal, Tagged);
        if (results.Count != messages.Count || messages.Count != seals.Count) throw Broken("a set has not all its fields");
        var sets = new List<ArcSet>();
        for (var i = 1; i <= seals.Count; i++)
        {
            if (!results.TryGetValue(i, out var result) || !messages.TryGetValue(i, out var message) || !seals.TryGetValue(i, out var seal)) throw Broken($"set {i} is missing or not whole");
            sets.Add(new ArcSet(result.Field, message.Field, message.Tags!, seal.Field, seal.Tags!));
        }
        for (var i = sets.Count; i > 0; i--)
        {
            var verdict = sets[i - 1].SealTags["cv"]?.ToLowerInvariant();
            if (verdict != (i == 1 ? "none" : "pass")) throw Broken(verdict == "fail" ? $"custodian {i} found it broken" : $"custodian {i} does not say what it found");
        }
        return sets;
    }

    private static Dictionary<int, (int Field, TagList? Tags)> ByInstance(SignedHeader header, string name, Func<string, (int Instance, TagList? Tags)> read)
    {
        var fields = header.Named(name);
        if (fields.Count > MostSets) throw Broken($"it has more than {MostSets} sets");
        var found = new Dictionary<int, (int, TagList?)>();
        foreach (var field in fields)
        {
            var (instance, tags) = read(header.Value(field));
            if (!found.TryAdd(instance, (field, tags))) throw Broken($"set {instance} has a field twice");
        }
        return found;
    }

    private static (int Instance, TagList? Tags) Tagged(string value) =>
        TagList.TryParse(value, out var tags) && tags["i"] is { } instance ? (Number(instance), tags) : throw Broken("a field of a set cannot be read");

    /// <summary>Of "i=1", with space anywhere between.</summary>
    private static int Instance(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t\r\n");
        if (text.Length == 0 || text[0] is not ('i' or 'I')) throw Broken("a field of a set has no instance");
        text = text[1..].TrimStart(" \t\r\n");
        return text.Length > 0 && text[0] == '=' ? Number(text[1..].TrimStart(" \t\r\n")) : throw Broken("a field of a set has no instance");
    }

    private static int Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostSets ? number : throw Broken("an instance is not a number from 1 to 50");

    private static DkimException Broken(string why) => new(DkimResult.Fail, why);
}
