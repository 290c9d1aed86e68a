using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Postamt.Server.Options;
using Postamt.Sql.DataFolders;

namespace Postamt.Server.Supervising;

/// <summary>
/// A version in one file: a tar of its folder, compressed by gzip, at the same path on each machine. It is named by path and SHA-256, so that no machine takes a file that is
/// another one, or half copied; unpacked it lies in DATA/versions.
/// </summary>
internal static partial class ProgramPackage
{
    private const char Mark = '#';
    private const string Versions = "versions";

    /// <exception cref="OptionException">It cannot be read.</exception>
    internal static string NameOf(string path) => Path.GetFullPath(path) + Mark + HashOf(path);

    internal static bool IsName(string name) => Named().IsMatch(name);

    /// <summary>The folder it is unpacked in; unpacks it where it is not.</summary>
    /// <exception cref="OptionException">It is not there, not the one that is meant, or no such package.</exception>
    internal static string FolderOf(string name, string data)
    {
        var (path, hash) = (name[..name.LastIndexOf(Mark)], name[(name.LastIndexOf(Mark) + 1)..]);
        var folder = Path.Combine(Path.GetFullPath(data), Versions, hash);
        if (System.IO.Directory.Exists(folder)) return folder;
        if (HashOf(path) != hash) throw new OptionException($"{path} is another file on this machine than where the update was begun, or not copied whole; copy it once more.");
        Unpack(path, folder);
        return folder;
    }

    /// <summary>Removes what was unpacked and is neither of these.</summary>
    internal static void Prune(string data, params IReadOnlyCollection<ProgramFolder> kept)
    {
        var versions = Path.Combine(Path.GetFullPath(data), Versions);
        if (!System.IO.Directory.Exists(versions)) return;
        foreach (var folder in System.IO.Directory.EnumerateDirectories(versions).Where(folder => kept.All(each => each.Path != folder && !each.Path.StartsWith(folder + "/", StringComparison.Ordinal)))) System.IO.Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex("#[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    private static void Unpack(string path, string folder)
    {
        var half = folder + ".new";
        try
        {
            if (System.IO.Directory.Exists(half)) System.IO.Directory.Delete(half, recursive: true);
            PrivateFolder.Make(half);
            using (var file = File.OpenRead(path))
            using (var tar = new GZipStream(file, CompressionMode.Decompress))
                TarFile.ExtractToDirectory(tar, half, overwriteFiles: false);
            System.IO.Directory.Move(half, folder);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            throw new OptionException($"{path} cannot be unpacked: {broken.Message} A package is made by tar czf PACKAGE -C FOLDER . of a version's folder.");
        }
    }

    private static string HashOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file))[..32];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"{path} cannot be read: {gone.Message}");
        }
    }
}
