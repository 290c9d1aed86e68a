using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Server.Options;
using Postamt.Server.Verbs;
using Spectre.Console;

namespace Postamt.Server.Setting;

/// <summary>Asks a person for what no flag gave; where nobody can answer, the missing flag is named.</summary>
internal sealed class Questions(IVerbHost host)
{
    private static bool Interactive => !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected;

    internal string Text(string? given, string flag, string question)
    {
        if (given is { Length: > 0 }) return given;
        if (!Interactive) throw new OptionException($"{flag} is missing, and nobody is here to be asked.");
        return host.Console.Prompt(new TextPrompt<string>(question));
    }

    internal DomainName Domain(string? given)
    {
        var text = Text(given, "--domain", "Which mail domain (as in example.com)?");
        return DomainName.TryParse(text, out var domain) && !domain.IsLiteral ? domain : throw new OptionException($"--domain {text}: this is not a domain.");
    }

    internal EmailAddress Administrator(string? given, DomainName domain)
    {
        var text = Text(given, "--admin", $"The first administrator's address (as in anna@{domain.Unicode})?");
        if (!text.Contains('@', StringComparison.Ordinal)) text += "@" + domain.Ascii;
        if (!EmailAddress.TryParse(text, out var address)) throw new OptionException($"--admin {text}: this is not a mail address.");
        return address.Domain == domain ? address : throw new OptionException($"--admin {text}: the address must be in {domain.Unicode}.");
    }

    internal Secret Password()
    {
        if (!Interactive) throw new OptionException("The administrator's password is missing: give it on standard input with --password-stdin.");
        return new Secret(host.Console.Prompt(new TextPrompt<string>("The administrator's password?").Secret()));
    }
}
