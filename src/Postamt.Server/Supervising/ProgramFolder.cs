using Postamt.Server.Options;

namespace Postamt.Server.Supervising;

/// <summary>A folder with a version of this program: either the program itself, or its parts for the .NET runtime.</summary>
internal sealed record ProgramFolder(string Path)
{
    private string Parts => System.IO.Path.Combine(Path, "postamt.dll");

    private string Program => System.IO.Path.Combine(Path, "postamt");

    /// <summary>The one this process runs.</summary>
    internal static ProgramFolder Own { get; } = new(System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <exception cref="OptionException">There is no such program.</exception>
    internal static ProgramFolder Of(string path)
    {
        var folder = new ProgramFolder(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        return File.Exists(folder.Parts) || File.Exists(folder.Program)
            ? folder
            : throw new OptionException($"{folder.Path} holds no Postamt: there is neither a program postamt nor postamt.dll in it.");
    }

    /// <summary>How it is started. One that brings its runtime along needs no other.</summary>
    internal string[] Command => File.Exists(Parts) && !File.Exists(OwnRuntime) ? [Runtime, Parts] : [Program];

    private string OwnRuntime => System.IO.Path.Combine(Path, "libhostfxr.so");

    private static string Runtime => System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
}
