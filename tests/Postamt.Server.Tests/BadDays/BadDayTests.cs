using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Verbs;
using SQLitePCL;

namespace Postamt.Server.Tests.BadDays;

/// <summary>What goes wrong at a start ends it with one sentence and exit code 1.</summary>
public sealed class BadDayTests : OfficeTest
{
    private static readonly string[] AllOff = [.. Listening.Known.SelectMany(known => new[] { "--listen", known.Name + "=off" })];

    [Fact]
    public async Task A_port_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (await ServeAsync("--listen", $"imap=127.0.0.1:{port}")).Refuses($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task An_address_this_machine_has_not() => (await ServeAsync("--listen", "imap=192.0.2.77:1143")).Refuses("192.0.2.77:1143");

    [Theory]
    [InlineData("/proc/postamt")]
    [InlineData("/dev/null/postamt")]
    public async Task A_data_folder_that_cannot_be_made(string folder)
    {
        (await RunAsync(["serve", "--data", folder, .. AllOff])).Refuses($"The data folder {folder} cannot be read and written");
        (await RunAsync("setup", "--data", folder, "--company", "One", "--domain", "one.example", "--admin", "anna", "--password", "correct horse")).Refuses("cannot be read and written");
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_data_folder()
    {
        await File.WriteAllTextAsync(Data, "", TestContext.Current.CancellationToken);
        (await ServeAsync()).Refuses($"The data folder {Data} cannot be read and written");
        (await RunAsync("company", "list")).Refuses(Data);
    }

    [Fact]
    public async Task A_data_folder_without_rights()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "nobody keeps root out of a folder");
        if (!OperatingSystem.IsWindows()) System.IO.Directory.CreateDirectory(Data, UnixFileMode.None);
        (await ServeAsync()).Refuses("cannot be read and written");
    }

    [Fact]
    public async Task No_data_folder_for_a_verb()
    {
        var refused = await Assert.ThrowsAsync<OptionException>(async () =>
            await new ProcessHost().WithOfficeAsync(new StartOptions { Data = Data }, _ => ValueTask.FromResult(0), TestContext.Current.CancellationToken));
        Assert.StartsWith($"There is no data folder {Data}", refused.Message, StringComparison.Ordinal);
        Assert.False(System.IO.Directory.Exists(Data));
    }

    [Fact]
    public async Task A_second_process_on_the_same_data()
    {
        await using var first = await OfficeData.OpenAsync(new StartOptions { Data = Data }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        (await ServeAsync()).Refuses($"The data folder {Data} is in use by another Postamt process");
        (await RunAsync("company", "list")).Refuses("in use by another Postamt process");
    }

    [Fact]
    public async Task A_newer_schema()
    {
        (await RunAsync("company", "add", "One")).Shows("One");
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(Path.Combine(Data, "postamt.db"), out var database));
        using (database) Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, "INSERT INTO schema_version (number, name, applied_at) VALUES (9999, 'later', 0)"));
        (await ServeAsync()).Refuses("has schema 9999, this program knows up to");
        (await RunAsync("company", "list")).Refuses("has schema 9999");
    }

    [Fact]
    public async Task A_database_that_is_none()
    {
        (await RunAsync("company", "add", "One")).Shows("One");
        foreach (var file in System.IO.Directory.EnumerateFiles(Data, "postamt.db*")) await File.WriteAllTextAsync(file, "this is no database, it is a text of some length", TestContext.Current.CancellationToken);
        (await ServeAsync()).Refuses($"The data folder {Data} cannot be opened");
    }

    [Fact]
    public async Task A_secret_key_file_that_is_missing_or_another_one()
    {
        (await TypeAsync("hunter2hunter2\n", "secret", "set", "delivery.route.relay.example.com")).Shows("is set");
        var key = Path.Combine(Data, "secret.key");
        File.Move(key, key + ".away");
        (await ServeAsync()).Refuses("secret.key");
        await File.WriteAllTextAsync(key, "nonsense", TestContext.Current.CancellationToken);
        (await ServeAsync()).Refuses("secret.key");
    }

    [Fact]
    public async Task A_certificate_that_is_missing_broken_or_not_of_its_key()
    {
        var (certificate, key) = (Path.Combine(Folder, "a.pem"), Path.Combine(Folder, "b.pem"));
        (await ServeAsync("--certificate", certificate, "--certificate-key", key)).Refuses(certificate);
        await File.WriteAllTextAsync(certificate, "nonsense", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(key, "nonsense", TestContext.Current.CancellationToken);
        (await ServeAsync("--certificate", certificate, "--certificate-key", key)).Refuses(certificate);

        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=mail.one.example", own, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(200));
        await File.WriteAllTextAsync(certificate, made.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(key, other.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        (await ServeAsync("--certificate", certificate, "--certificate-key", key)).Refuses(certificate);
        (await ServeAsync("--certificate", certificate)).Refuses("--certificate and --certificate-key belong together");
    }

    [Theory]
    [InlineData("--listen", "smtp=here", "here is not ADDRESS:PORT")]
    [InlineData("--listen", "gopher=127.0.0.1:70", "with one of the names")]
    [InlineData("--listen", "pop3=127.0.0.1:110", "does not speak pop3")]
    [InlineData("--listen", "smtp=127.0.0.1:70000", "the port is 0 to 65535")]
    [InlineData("--dns", "nowhere", "nowhere is not ADDRESS:PORT")]
    [InlineData("--trusted-proxies", "10.0.0.0/99", "10.0.0.0/99 is not a network")]
    [InlineData("--hostname", "bad host!", "this is not a host name")]
    public async Task A_flag_with_a_value_that_cannot_be(string flag, string value, string words) => (await ServeAsync(flag, value)).Refuses(words);

    [Theory]
    [InlineData("{", "this is not JSON")]
    [InlineData("[]", "this is not JSON")]
    [InlineData("{\"hostnam\": \"x\"}", "hostnam")]
    public async Task A_file_of_options_that_cannot_be_read(string text, string words)
    {
        System.IO.Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "postamt.json"), text, TestContext.Current.CancellationToken);
        (await ServeAsync()).Refuses(words);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("serve", "--nonsense")]
    [InlineData("company", "add")]
    [InlineData("queue", "show", "no-id")]
    public async Task Words_that_are_no_verb_are_wrong_usage(params string[] words) => (await RunAsync(words)).Misuses("postamt --help shows what there is.");

    private Task<Said> ServeAsync(params string[] flags) => RunAsync([.. (string[])["serve"], .. AllOff, .. flags]);
}
