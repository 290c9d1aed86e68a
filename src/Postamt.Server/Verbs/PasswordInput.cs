using System.CommandLine;
using Postamt.Directory.Operations;

namespace Postamt.Server.Verbs;

/// <summary>Passwords come from standard input (kept out of the process list and the shell's history) or, where that does not matter, from a flag.</summary>
internal static class PasswordInput
{
    internal static Option<string?> Flag { get; } = new("--password") { Description = "The password; others on this machine can see it in the process list", HelpName = "TEXT" };

    internal static Option<bool> FromInput { get; } = new("--password-stdin") { Description = "Read the password from the first line of standard input" };

    internal static async ValueTask<Secret?> ReadAsync(ParseResult parsed, IVerbHost host)
    {
        if (parsed.GetValue(FromInput)) return await host.In.ReadLineAsync() is { } line ? new Secret(line) : null;
        return parsed.GetValue(Flag) is { } text ? new Secret(text) : null;
    }
}
