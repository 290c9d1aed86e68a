using System.Globalization;
using System.Text;
using Postamt.Mail.Headers;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Senders;

/// <summary>What was found about a sender, for mail programs: Authentication-Results (RFC 8601). Of what came from outside only what was authenticated stands in it, and nothing that could break out of the field.</summary>
public static class ResultsField
{
    private const string Name = "Authentication-Results";

    /// <summary>RFC 6008: enough of a signature to tell it from the others.</summary>
    private const int SignatureLength = 8;

    /// <summary>As many as are checked; what became of the rest is the same for all.</summary>
    private const int MostSignatures = 10;

    private const int MostLetters = 200;

    /// <summary>What follows who says it: as it stands in the field, and in a seal.</summary>
    public static string Value(SenderFacts facts)
    {
        var results = new List<string> { Of("iprev", facts.Reverse.Result, facts.Reverse.Why) + Property("policy.iprev", facts.Reverse.Client.ToString()) };
        results.Add(Of("spf", facts.Spf.Result, facts.Spf.Why) + Property(facts.HasPath ? "smtp.mailfrom" : "smtp.helo", facts.Spf.Domain));
        if (facts.Helo is { } helo) results.Add(Of("spf", helo.Result, helo.Why) + Property("smtp.helo", helo.Domain));
        results.AddRange(facts.Dkim.Take(MostSignatures).Select(Signature));
        if (facts.Dkim.Count == 0) results.Add("dkim=none");
        results.Add(Of("arc", facts.Arc.Result, facts.Arc.Why) + (facts.Arc.Result == ArcResult.Pass && facts.Arc.OldestPass > 0 ? $" header.oldest-pass={facts.Arc.OldestPass.ToString(CultureInfo.InvariantCulture)}" : ""));
        results.AddRange(facts.Dmarc.Select(author => Of("dmarc", author.Result, author.Why) + Property("header.from", author.Domain)));
        if (facts.Dmarc.Count == 0) results.Add("dmarc=permerror reason=\"no author can be told from From\"");
        return string.Join("; ", results);
    }

    /// <summary>The field with its final CRLF.</summary>
    /// <param name="service">Who says it (2.5).</param>
    public static string Make(string service, SenderFacts facts) => FieldText.Make(Name, $"{service}; {Value(facts)}");

    private static string Signature(DkimOutcome outcome)
    {
        var text = new StringBuilder(Of("dkim", outcome.Result, outcome.Why)).Append(Property("header.d", outcome.Domain));
        if (outcome.Identity != "@" + outcome.Domain) text.Append(Property("header.i", outcome.Identity));
        text.Append(Property("header.s", outcome.Selector)).Append(Property("header.a", outcome.Algorithm));
        return text.Append(Property("header.b", outcome.Signature[..Math.Min(SignatureLength, outcome.Signature.Length)])).ToString();
    }

    /// <summary>Why stands there where something is amiss.</summary>
    private static string Of(string method, Enum result, string why)
    {
        var word = result.ToString().ToLowerInvariant();
        return word is "pass" or "none" ? $"{method}={word}" : $"{method}={word} reason={Quoted(why)}";
    }

    private static string Property(string name, string value) => value.Length == 0 ? "" : $" {name}={(value.Length <= MostLetters && value.All(IsPlain) ? value : Quoted(value))}";

    /// <summary>Of a token (RFC 2045 5.1), or of an address.</summary>
    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@' or '+';

    /// <summary>As a quoted string; what is not printable ASCII is a question mark.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text.AsSpan(0, Math.Min(MostLetters, text.Length)))
        {
            if (letter is '"' or '\\') quoted.Append('\\');
            quoted.Append(letter is >= ' ' and <= '~' ? letter : '?');
        }
        return quoted.Append('"').ToString();
    }
}
