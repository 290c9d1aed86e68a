using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Headers;
using Postamt.Store.Spooling;

namespace Postamt.Screening.Senders;

/// <summary>
/// Authentication-Results that came with a mail and would pass for ours (RFC 8601 5): they get another name, of the same length, so that no reader goes by
/// them and everything else stays where it is.
/// </summary>
/// <param name="hostName">Ours. What is below the domain it is in is ours as well: another node, or a name a reader would take for one.</param>
public sealed class ForeignResults(DomainName hostName)
{
    /// <summary>RFC 8601 2.2: a field that says nothing of it is of version 1.</summary>
    private const string Version = "1";

    private readonly string _ours = Above(hostName.Ascii);

    private static ReadOnlySpan<byte> Field => "Authentication-Results"u8;

    private static readonly byte[] Renamed = "X-Foreign-Auth-Results"u8.ToArray();

    /// <param name="header">Of the content.</param>
    /// <returns>The content itself where there are none; else one that stands on it.</returns>
    public async ValueTask<SpooledContent> HideAsync(SpooledContent content, ReadOnlyMemory<byte> header, CancellationToken cancellationToken)
    {
        var places = Find(header.Span);
        return places.Count == 0 ? content : await OverwrittenContent.MakeAsync(content, places, Renamed, cancellationToken);
    }

    /// <summary>Where the names of such fields begin.</summary>
    internal IReadOnlyList<long> Find(ReadOnlySpan<byte> header)
    {
        var places = new List<long>();
        foreach (var field in HeaderFields.Enumerate(header))
        {
            if (Ascii.EqualsIgnoreCase(field.Name, Field) && PassesForOurs(field.Value)) places.Add(field.Offset);
        }
        return places;
    }

    /// <summary>What cannot be read passes as well: nobody knows what a mail program makes of it.</summary>
    private bool PassesForOurs(string value)
    {
        var (service, rest) = Word(value);
        if (service.Length == 0) return true;
        var (version, _) = Word(rest);
        if (version.Length > 0 && version != Version) return true;
        service = service.TrimEnd('.').ToLowerInvariant();
        if (DomainName.TryParse(service, out var domain)) service = domain.Ascii;
        return service == _ours || service.EndsWith("." + _ours, StringComparison.Ordinal) || _ours.EndsWith("." + service, StringComparison.Ordinal);
    }

    /// <summary>The next word, or quoted string, up to a semicolon; comments do not count.</summary>
    private static (string Word, string After) Word(string text)
    {
        var at = 0;
        while (at < text.Length && (text[at] is ' ' or '\t' or '('))
        {
            if (text[at] != '(') at++;
            else
            {
                for (var depth = 0; at < text.Length; at++)
                {
                    if (text[at] == '\\') at++;
                    else if (text[at] == '(') depth++;
                    else if (text[at] == ')' && --depth == 0) break;
                }
                at++;
            }
        }
        if (at >= text.Length) return ("", "");
        var word = new StringBuilder();
        if (text[at] == '"')
        {
            for (at++; at < text.Length && text[at] != '"'; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length) at++;
                word.Append(text[at]);
            }
            return (word.ToString(), at < text.Length ? text[(at + 1)..] : "");
        }
        var end = at;
        while (end < text.Length && text[end] is not (' ' or '\t' or ';' or '(')) end++;
        return (text[at..end], text[end..]);
    }

    /// <summary>The domain a host is in; of a name with two labels, itself.</summary>
    private static string Above(string host) => host.Split('.') is { Length: > 2 } labels ? string.Join('.', labels[1..]) : host;
}
