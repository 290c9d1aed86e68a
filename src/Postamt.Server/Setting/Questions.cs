using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Server.Options;
using Postamt.Server.Verbs;
using Spectre.Console;

namespace Postamt.Server.Setting;

/// <summary>Asks a person for what no flag gave, again while the answer cannot be used; where nobody can answer, the missing flag is named.</summary>
internal sealed class Questions(IVerbHost host)
{
    internal string Text(string? given, string flag, string question) => Ask<string>(given, flag, question, static text => (text, null));

    internal DomainName Domain(string? given) => Ask<DomainName>(given, "--domain", "Which mail domain (as in example.com)?", static text =>
        DomainName.TryParse(text, out var domain) && !domain.IsLiteral ? (domain, null) : (null, "this is not a domain."));

    internal EmailAddress Administrator(string? given, DomainName domain) => Ask<EmailAddress>(given, "--admin", $"The first administrator's address (as in anna@{domain.Unicode})?", text =>
        !EmailAddress.TryParse(text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{domain.Ascii}", out var address) ? (null, "this is not a mail address.")
        : address.Domain == domain ? (address, null)
        : (null, $"the address must be in {domain.Unicode}."));

    internal Secret Password()
    {
        if (!host.IsInteractive) throw new OptionException("The administrator's password is missing: give it on standard input with --password-stdin.");
        while (true)
        {
            var password = Hidden("The administrator's password?");
            if (Hidden("Once more?") == password) return new Secret(password);
            host.Console.WriteLine("These were two different ones.");
        }
    }

    private string Hidden(string question) => host.Console.Prompt(new TextPrompt<string>(question).Secret(null));

    /// <param name="read">The value, or why the text is none.</param>
    private T Ask<T>(string? given, string flag, string question, Func<string, (T? Value, string? Wrong)> read)
        where T : class
    {
        if (given is not { Length: > 0 } && !host.IsInteractive) throw new OptionException($"{flag} is missing, and nobody is here to be asked.");
        while (true)
        {
            var text = given is { Length: > 0 } ? given : host.Console.Prompt(new TextPrompt<string>(question)).Trim();
            var (value, wrong) = read(text);
            if (value is not null) return value;
            if (given is { Length: > 0 }) throw new OptionException($"{flag} {text}: {wrong}");
            host.Console.WriteLine($"{text}: {wrong}");
        }
    }
}
