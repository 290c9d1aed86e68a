using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Postamt.Server.Supervising;

/// <summary>DATA/program.json: which version runs here, which is wanted, and how the last change went. The server writes the wish, the supervisor the rest.</summary>
/// <param name="Current">Folder of the program that serves.</param>
/// <param name="Wanted">Folder of the one that is to take its place; null for none.</param>
/// <param name="Failure">Why the last wish was taken back; null for one that came true.</param>
/// <param name="Tried">The folder of the last wish.</param>
internal sealed record ProgramState(string Current, string? Wanted = null, string? Failure = null, string? Tried = null)
{
    /// <returns>Null where there is none, or it cannot be read, which is logged.</returns>
    internal static ProgramState? Read(string data, ILogger logger)
    {
        var path = PathIn(data);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ProgramState>(File.ReadAllText(path)) : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.ProgramStateUnreadable(logger, path, broken.Message);
            return null;
        }
    }

    /// <summary>As <see cref="Write"/>; where it cannot be written, as on a full disk, that is logged: mail goes on.</summary>
    internal void TryWrite(string data, ILogger logger)
    {
        try
        {
            Write(data);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            Log.ProgramStateUnwritten(logger, PathIn(data), full.Message);
        }
    }

    /// <summary>Whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full, or the like.</exception>
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
