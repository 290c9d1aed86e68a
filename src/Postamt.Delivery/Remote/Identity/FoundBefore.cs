using System.Text;
using Postamt.Mail.Headers;
using Postamt.Screening.Arc;

namespace Postamt.Delivery.Remote.Identity;

/// <summary>What was found about a mail when it came, as our own Authentication-Results say in its trace header.</summary>
/// <param name="Results">Who found it, and what: as a seal has it (RFC 8617 4.1.1), folded.</param>
internal sealed record FoundBefore(ArcResult Arc, string Results)
{
    private const string Method = "arc=";

    /// <returns>Null: nobody looked.</returns>
    public static FoundBefore? Read(ReadOnlySpan<byte> traceHeader)
    {
        if (!HeaderFields.TryFind(traceHeader, "Authentication-Results"u8, out var field)) return null;
        var word = field.Value.Split(';', StringSplitOptions.TrimEntries).FirstOrDefault(each => each.StartsWith(Method, StringComparison.Ordinal));
        return word is not null && Enum.TryParse<ArcResult>(word[Method.Length..].Split(' ')[0], ignoreCase: true, out var arc) ? new FoundBefore(arc, Encoding.ASCII.GetString(field.RawValue).Trim()) : null;
    }
}
