using System.Security.Cryptography;
using System.Text;
using Postamt.Sql.Segments;

namespace Postamt.Sql.DataFolders;

/// <summary>
/// The file with the keys of contents: a line each, <c>postamt-content-key-1 ID BASE64</c>, oldest first, mode 0600. Lines that begin with #
/// are for people. All nodes of a cluster use the same file; a backup without it cannot be read.
/// </summary>
public static class ContentKeyFile
{
    private const string Mark = "postamt-content-key-1";

    /// <summary>Makes a new key and puts it behind those of the file, which is made when it is missing; on the disk when this returns.</summary>
    /// <returns>The new key's id, and how many keys the file holds now.</returns>
    /// <exception cref="ContentKeyException">The file is no key file, is open to others, or cannot be written.</exception>
    public static (string Id, int Keys) Append(string path, RandomNumberGenerator random)
    {
        try
        {
            var before = File.Exists(path) ? Read(path).Count : 0;
            Span<byte> octets = stackalloc byte[ContentKey.Octets];
            random.GetBytes(octets);
            var key = new ContentKey(octets);
            var text = before == 0 ? "" : File.ReadAllText(path).TrimEnd() + "\n";
            Write(path, $"{text}{Mark} {key} {Convert.ToBase64String(octets)}\n");
            CryptographicOperations.ZeroMemory(octets);
            return (key.ToString(), before + 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ContentKeyException.Unreadable(path, e.Message, e);
        }
    }

    /// <summary>The keys, oldest first; at least one.</summary>
    /// <exception cref="ContentKeyException">The file is missing, is no key file, or others may read it.</exception>
    internal static IReadOnlyList<ContentKey> Read(string path)
    {
        try
        {
            if (!File.Exists(path)) throw ContentKeyException.Unreadable(path, "there is no such file; make one with postamt content-key new FILE");
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0) throw ContentKeyException.TooOpen(path);
            var keys = File.ReadLines(path).Select((line, i) => (Text: line.Trim(), Number: i + 1)).Where(line => line.Text.Length > 0 && line.Text[0] != '#').Select(line => Parse(path, line.Text, line.Number)).ToList();
            return keys.Count > 0 ? keys : throw ContentKeyException.Unreadable(path, "it holds no key");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ContentKeyException.Unreadable(path, e.Message, e);
        }
    }

    private static ContentKey Parse(string path, string line, int number)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Span<byte> octets = stackalloc byte[ContentKey.Octets];
        if (parts.Length != 3 || parts[0] != Mark || !Convert.TryFromBase64String(parts[2], octets, out var length) || length != ContentKey.Octets)
            throw ContentKeyException.Unreadable(path, $"line {number} is not a content key");
        var key = new ContentKey(octets);
        CryptographicOperations.ZeroMemory(octets);
        return key.ToString() == parts[1] ? key : throw ContentKeyException.Unreadable(path, $"the key in line {number} is not the one of its id {parts[1]}");
    }

    /// <summary>A crash in between leaves the file as it was.</summary>
    private static void Write(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
        new DiskAccess().SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
