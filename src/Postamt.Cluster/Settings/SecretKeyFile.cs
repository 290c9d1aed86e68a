using System.Security.Cryptography;

namespace Postamt.Cluster.Settings;

/// <summary>
/// The file that holds the installation's secret key: one line, <c>postamt-secret-key-1 BASE64</c>, mode 0600. All nodes of a cluster use
/// the same file; a backup without it cannot open the secrets.
/// </summary>
public static class SecretKeyFile
{
    private const string Mark = "postamt-secret-key-1 ";

    /// <summary>Reads the key; null when there is no such file.</summary>
    /// <exception cref="SecretKeyException">The file is not a key file, or others may read it.</exception>
    public static SecretKey? Read(string path)
    {
        if (!File.Exists(path)) return null;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw SecretKeyException.TooOpen(path);
        var text = File.ReadAllText(path).Trim();
        var key = new byte[SecretKey.KeyOctets];
        if (!text.StartsWith(Mark, StringComparison.Ordinal) || !Convert.TryFromBase64String(text[Mark.Length..], key, out var length) || length != key.Length)
            throw SecretKeyException.Unreadable(path);
        var result = new SecretKey(key);
        CryptographicOperations.ZeroMemory(key);
        return result;
    }

    /// <summary>Makes a new key and a new file for it; the file is on disk when this returns.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public static SecretKey Create(string path, RandomNumberGenerator random)
    {
        var key = new byte[SecretKey.KeyOctets];
        random.GetBytes(key);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // A crash in between leaves no half of a key under the name that counts.
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(Mark + Convert.ToBase64String(key) + "\n"));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: false);
        return new SecretKey(key);
    }
}
