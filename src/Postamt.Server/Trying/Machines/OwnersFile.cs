namespace Postamt.Server.Trying.Machines;

/// <summary>A file that nobody but its owner reads.</summary>
internal static class OwnersFile
{
    internal static void Write(string path, string text, bool isProgram = false)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | (isProgram ? UnixFileMode.UserExecute : UnixFileMode.None);
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
