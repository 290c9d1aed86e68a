using Spectre.Console;

namespace Postamt.Server.Verbs;

/// <summary>Consoles for tables.</summary>
internal static class Terminal
{
    private const int PlainWidth = 160;

    /// <summary>Without colours, wide enough that ids and addresses stay on one line.</summary>
    internal static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = PlainWidth;
        return console;
    }
}
