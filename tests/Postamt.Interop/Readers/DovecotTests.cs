using System.Globalization;
using System.IO.Compression;
using Postamt.ForeignData;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Readers;

/// <summary>
/// The same foreign messages in this server and in Dovecot, fetched from both by one client: what two readers of the texts
/// agree on is what mail programs have learnt to expect.
/// </summary>
public sealed class DovecotTests(PostOffice office)
{
    private const int OrdinaryMails = 200;

    [Fact]
    public async Task Malformed_messages_have_the_same_sizes_and_octets_in_every_section()
    {
        var files = Directory.EnumerateFiles(TestData.Required("mime"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".eml" or ".msg").Order(StringComparer.Ordinal).ToList();
        var lines = await CompareAsync(files);
        Assert.Equal($"compared {files.Count}", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains(" RFC822.SIZE", StringComparison.Ordinal) || line.Contains(" BODY.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ordinary_mail_has_the_same_envelope_and_structure()
    {
        using var folder = new TempFolder();
        await using (var archive = new GZipStream(File.OpenRead(TestData.Required("spam/corpus.tar.gz")), CompressionMode.Decompress))
            await System.Formats.Tar.TarFile.ExtractToDirectoryAsync(archive, folder.Path, overwriteFiles: false, TestContext.Current.CancellationToken);
        var files = Directory.EnumerateFiles(Path.Combine(folder.Path, "train", "ham"), "easy-*").Order(StringComparer.Ordinal).Take(OrdinaryMails).ToList();
        Assert.Equal([$"compared {OrdinaryMails}"], await CompareAsync(files));
    }

    private async Task<string[]> CompareAsync(IReadOnlyList<string> files)
    {
        await using var dovecot = await Dovecot.StartAsync();
        var account = office.TakeAccount();
        var listener = office["imap"];
        var result = await ForeignProgram.RunAsync("python3",
            [
                Scripts.File("python", "compare.py"), listener.Host, listener.PortText, account.Address, account.Password,
                dovecot.Port.ToString(CultureInfo.InvariantCulture), "reader", Dovecot.Password, .. files,
            ]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Text.TrimEnd('\n').Split('\n');
    }
}
