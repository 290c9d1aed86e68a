using Postamt.Server.Options;

namespace Postamt.Server.Supervising;

/// <summary>A folder with a version of this program: either the program itself, or its parts for the .NET runtime.</summary>
/// <param name="Name">What the version is called on all machines: the folder, or the package it was unpacked from.</param>
internal sealed record ProgramFolder(string Name, string Path)
{
    /// <summary>The one this process runs.</summary>
    internal static ProgramFolder Own { get; } = new(Plain(AppContext.BaseDirectory), Plain(AppContext.BaseDirectory));

    /// <summary>How it is started. One that brings its runtime along needs no other.</summary>
    internal string[] Command => File.Exists(Parts) && !File.Exists(OwnRuntime) ? [Runtime, Parts] : [Program];

    private string Parts => System.IO.Path.Combine(Path, "postamt.dll");

    private string Program => System.IO.Path.Combine(Path, "postamt");

    private string OwnRuntime => System.IO.Path.Combine(Path, "libhostfxr.so");

    private static string Runtime => System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    /// <param name="name">A folder, or a package as <see cref="ProgramPackage.NameOf"/> names it.</param>
    /// <param name="data">The data folder, in which packages are unpacked.</param>
    /// <exception cref="OptionException">There is no such program.</exception>
    internal static ProgramFolder Of(string name, string data)
    {
        var folder = ProgramPackage.IsName(name) ? new ProgramFolder(name, ProgramPackage.FolderOf(name, data)) : new ProgramFolder(Plain(name), Plain(name));
        return File.Exists(folder.Parts) || File.Exists(folder.Program)
            ? folder
            : throw new OptionException($"{folder.Path} holds no Postamt: there is neither a program postamt nor postamt.dll in it.");
    }

    private static string Plain(string path) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
}
