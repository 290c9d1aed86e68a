using System.Security.Cryptography;
using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;

namespace Postamt.Cluster.Tests.Settings;

public sealed class SecretKeyTests : IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("postamt-key-");
    private readonly SecretKey _key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    private string KeyPath => Path.Combine(_folder.FullName, "secret.key");

    public void Dispose()
    {
        _random.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_sealed_value_opens_and_never_looks_the_same_twice()
    {
        var one = Seal("value");
        Assert.Equal("value", Encoding.UTF8.GetString(_key.Open(new CompanyId(1), "name", _key.Id, one)));
        Assert.NotEqual(one, Seal("value"));
        Assert.Empty(_key.Open(new CompanyId(1), "name", _key.Id, Seal("")));
    }

    [Theory]
    [InlineData(2, "name")]
    [InlineData(1, "nam")]
    [InlineData(1, "named")]
    public void A_value_moved_to_another_company_or_name_does_not_open(long company, string name) =>
        Assert.Contains("damaged or was moved", Assert.Throws<SecretKeyException>(() => _key.Open(new CompanyId(company), name, _key.Id, Seal("value"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_with_any_octet_changed_or_cut_does_not_open()
    {
        var value = Seal("value");
        for (var i = 0; i < value.Length; i++)
        {
            var changed = value.ToArray();
            changed[i] ^= 1;
            Assert.Throws<SecretKeyException>(() => _key.Open(new CompanyId(1), "name", _key.Id, changed));
            Assert.Throws<SecretKeyException>(() => _key.Open(new CompanyId(1), "name", _key.Id, value.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Another_key_is_named_in_one_sentence_without_the_key()
    {
        var other = new SecretKey(new byte[32]);
        var fault = Assert.Throws<SecretKeyException>(() => other.Open(new CompanyId(1), "name", _key.Id, Seal("value")));
        Assert.Contains(other.Id, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_key.Id, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_is_made_once_for_its_owner_and_reads_back()
    {
        Assert.Null(SecretKeyFile.Read(KeyPath));
        var made = SecretKeyFile.Create(KeyPath, _random);
        Assert.Equal(made.Id, SecretKeyFile.Read(KeyPath)?.Id);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Throws<IOException>(() => SecretKeyFile.Create(KeyPath, _random));
        Assert.Equal(made.Id, SecretKeyFile.Read(KeyPath)?.Id);
    }

    [Fact]
    public void A_key_file_others_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are of Unix");
        SecretKeyFile.Create(KeyPath, _random);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<SecretKeyException>(() => SecretKeyFile.Read(KeyPath)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("postamt-secret-key-1 ")]
    [InlineData("postamt-secret-key-1 AAAA")]
    [InlineData("postamt-secret-key-2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_file_that_is_no_key_is_refused(string text)
    {
        File.WriteAllText(KeyPath, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Throws<SecretKeyException>(() => SecretKeyFile.Read(KeyPath));
    }

    private byte[] Seal(string value) => _key.Seal(new CompanyId(1), "name", Encoding.UTF8.GetBytes(value), _random);
}
