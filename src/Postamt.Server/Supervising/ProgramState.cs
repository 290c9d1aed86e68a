using System.Text.Json;

namespace Postamt.Server.Supervising;

/// <summary>DATA/program.json: which version runs here, which is wanted, and how the last change went. The server writes the wish, the supervisor the rest.</summary>
/// <param name="Current">Folder of the program that serves.</param>
/// <param name="Wanted">Folder of the one that is to take its place; null for none.</param>
/// <param name="Failure">Why the last wish was taken back; null for one that came true.</param>
/// <param name="Tried">The folder of the last wish.</param>
internal sealed record ProgramState(string Current, string? Wanted = null, string? Failure = null, string? Tried = null)
{
    internal static ProgramState? Read(string data)
    {
        var path = PathIn(data);
        return File.Exists(path) ? JsonSerializer.Deserialize<ProgramState>(File.ReadAllText(path)) : null;
    }

    /// <summary>Whole or not at all.</summary>
    internal void Write(string data)
    {
        var path = PathIn(data);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string PathIn(string data) => Path.Combine(data, "program.json");
}
