using System.Formats.Tar;
using System.IO.Compression;

namespace Postamt.ForeignData;

/// <summary>Foreign messages that are not part of the project: the folder POSTAMT_TESTDATA names, else shared/testdata beside the project's root.</summary>
public static class TestData
{
    public static string? Folder { get; } = Find();

    /// <returns>The full path of a file or folder in it; a test is skipped where it is absent.</returns>
    public static string Required(string path)
    {
        var full = Folder is null ? null : Path.Combine(Folder, path);
        if (full is null || !Path.Exists(full))
            Assert.Skip($"not run: test data '{path}' is absent (set POSTAMT_TESTDATA)");
        return full;
    }

    public static IEnumerable<(string Name, byte[] Content)> MimeMessages()
    {
        foreach (var file in Directory.EnumerateFiles(Required("mime"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (Path.GetExtension(file) is ".msg" or ".eml" or ".txt" or "" or ".crlf")
                yield return (Path.GetRelativePath(Folder!, file), File.ReadAllBytes(file));
    }

    /// <summary>All mails of the spam corpus; names as in the archive, "train/ham/…".</summary>
    public static IEnumerable<(string Name, byte[] Content)> Corpus()
    {
        using var archive = new TarReader(new GZipStream(File.OpenRead(Required("spam/corpus.tar.gz")), CompressionMode.Decompress));
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            yield return (entry.Name, content.ToArray());
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("POSTAMT_TESTDATA") is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "testdata") is var candidate && Directory.Exists(candidate))
                return candidate;
        return null;
    }
}
