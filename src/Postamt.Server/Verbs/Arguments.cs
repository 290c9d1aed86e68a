using System.CommandLine;
using Postamt.Mail.Addresses;

namespace Postamt.Server.Verbs;

/// <summary>Arguments that several verbs take; a value of the wrong form is wrong usage (exit code 2).</summary>
internal static class Arguments
{
    internal static Argument<EmailAddress> Address(string name = "address") => new(name)
    {
        CustomParser = result => EmailAddress.TryParse(result.Tokens[0].Value, out var address)
            ? address
            : Bad<EmailAddress>(result, $"{result.Tokens[0].Value} is not a mail address."),
    };

    internal static Argument<DomainName> Domain(string name = "domain") => new(name)
    {
        CustomParser = result => DomainName.TryParse(result.Tokens[0].Value, out var domain)
            ? domain
            : Bad<DomainName>(result, $"{result.Tokens[0].Value} is not a domain."),
    };

    internal static Option<EmailAddress[]> Addresses(string name, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.Select(token => EmailAddress.TryParse(token.Value, out var address) ? address : Bad<EmailAddress>(result, $"{token.Value} is not a mail address."))],
    };

    /// <summary>Octets with an optional K, M, G or T; 0 means no limit.</summary>
    internal static Option<long?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = result => TryOctets(result.Tokens[0].Value, out var octets)
            ? octets
            : Bad<long?>(result, $"{result.Tokens[0].Value} is not a size; write 500M or 10G, 0 for no limit."),
    };

    internal static bool TryOctets(string text, out long octets)
    {
        octets = 0;
        if (text.Length == 0) return false;
        var power = "KMGT".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal) + 1;
        var digits = power > 0 ? text[..^1] : text;
        if (!long.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) || number > 1L << 22 && power > 2) return false;
        octets = number << (10 * power);
        return octets >= 0;
    }

    private static T Bad<T>(System.CommandLine.Parsing.ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return default!;
    }
}
