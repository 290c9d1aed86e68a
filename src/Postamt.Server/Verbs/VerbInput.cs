using Spectre.Console;

namespace Postamt.Server.Verbs;

/// <summary>What a verb reads from standard input, taken in before it is known where the verb runs.</summary>
internal static class VerbInput
{
    /// <summary>Empty for verbs that read nothing.</summary>
    internal static async ValueTask<string> ReadAsync(string[] arguments)
    {
        var secret = arguments is ["secret", "set", ..];
        if (!secret && !arguments.Contains("--password-stdin")) return "";
        if (Console.IsInputRedirected) return await Console.In.ReadToEndAsync();
        // The question goes to the terminal by standard error: standard output is the verb's.
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Prompt(new TextPrompt<string>(secret ? "The value?" : "The password?").Secret(null));
    }
}
