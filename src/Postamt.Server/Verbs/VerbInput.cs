using Spectre.Console;

namespace Postamt.Server.Verbs;

/// <summary>What a verb reads from standard input, taken in before it is known where the verb runs.</summary>
internal static class VerbInput
{
    /// <summary>Empty for verbs that read nothing.</summary>
    internal static async ValueTask<string> ReadAsync(string[] arguments)
    {
        var secret = Says(arguments, "secret");
        var certificate = Says(arguments, "certificate");
        if (!secret && !certificate && !arguments.Contains("--password-stdin")) return "";
        if (certificate && !Console.IsInputRedirected) await Console.Error.WriteLineAsync("Paste the chain and its key as PEM, then press Ctrl-D.");
        if (Console.IsInputRedirected || certificate) return await Console.In.ReadToEndAsync();
        // The question goes to the terminal by standard error: standard output is the verb's.
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Prompt(new TextPrompt<string>(secret ? "The value?" : "The password?").Secret(null));
    }

    /// <summary>NOUN set, wherever options stand before it.</summary>
    private static bool Says(string[] arguments, string noun) => arguments.Zip(arguments.Skip(1)).Any(pair => pair.First == noun && pair.Second == "set");
}
