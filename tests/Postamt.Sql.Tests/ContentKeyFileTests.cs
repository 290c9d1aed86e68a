using System.Security.Cryptography;
using Postamt.Sql.DataFolders;

namespace Postamt.Sql.Tests;

public sealed class ContentKeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("postamt-keys-");
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private string File => Path.Combine(_folder.FullName, "content.key");

    public void Dispose()
    {
        _random.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_new_key_comes_behind_the_others_and_only_the_owner_reads_the_file()
    {
        var (first, one) = ContentKeyFile.Append(File, _random);
        System.IO.File.AppendAllText(File, "# made on a Monday\n");
        var (second, two) = ContentKeyFile.Append(File, _random);
        Assert.Equal((1, 2), (one, two));
        Assert.Equal([first, second], ContentKeyFile.Read(File).Select(key => key.ToString()));
        Assert.Contains("# made on a Monday", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void A_file_that_others_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such rights");
        ContentKeyFile.Append(File, _random);
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var key = System.IO.File.ReadAllText(File).Split(' ')[2].Trim();
        foreach (var refused in new[] { Assert.Throws<ContentKeyException>(() => ContentKeyFile.Read(File)), Assert.Throws<ContentKeyException>(() => ContentKeyFile.Append(File, _random)) })
        {
            Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only words\n")]
    [InlineData("postamt-content-key-1 0011223344556677\n")]
    [InlineData("postamt-content-key-1 0011223344556677 AAAA\n")]
    [InlineData("postamt-content-key-1 0011223344556677 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("postamt-secret-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public void A_file_without_keys_or_with_others_than_it_says_is_refused_and_stays_as_it_is(string text)
    {
        System.IO.File.WriteAllText(File, text);
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains(File, Assert.Throws<ContentKeyException>(() => ContentKeyFile.Read(File)).Message, StringComparison.Ordinal);
        Assert.Throws<ContentKeyException>(() => ContentKeyFile.Append(File, _random));
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_missing_file_is_said_with_how_to_make_one() =>
        Assert.Contains("postamt content-key new", Assert.Throws<ContentKeyException>(() => ContentKeyFile.Read(File)).Message, StringComparison.Ordinal);
}
