using System.Diagnostics;
using Postamt.Server.Options;
using Postamt.Server.Setting;

namespace Postamt.Server.Tests.Setting;

public sealed class SystemdUnitTests
{
    [Fact]
    public void The_service_has_its_own_user_low_ports_and_writes_only_its_data()
    {
        var text = SystemdUnit.Text(new StartOptions { Data = "/var/lib/postamt" }, "/usr/bin/postamt");
        foreach (var line in new[]
        {
            "ExecStart=/usr/bin/postamt supervise --data /var/lib/postamt", "User=postamt", "AmbientCapabilities=CAP_NET_BIND_SERVICE", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
            "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "ReadWritePaths=/var/lib/postamt", "WantedBy=multi-user.target",
        }) Assert.Contains(line, text.Split('\n'));
    }

    [Theory]
    [InlineData("/root/data", "/usr/bin/postamt")]
    [InlineData("/var/lib/postamt", "\"/root/my programs/postamt\"")]
    public void Data_or_program_in_a_home_folder_stay_in_sight(string data, string program) =>
        Assert.Contains("ProtectHome=read-only", SystemdUnit.Text(new StartOptions { Data = data }, program).Split('\n'));

    [Fact]
    public void Signs_that_mean_something_to_systemd_are_taken_as_they_are()
    {
        var lines = SystemdUnit.Text(new StartOptions { Data = "/srv/100% our $mail" }, "/usr/bin/postamt").Split('\n');
        Assert.Contains("ReadWritePaths=\"/srv/100%% our $mail\"", lines);
        Assert.Contains("ExecStart=/usr/bin/postamt supervise --data \"/srv/100%% our $$mail\"", lines);
    }

    [Fact]
    public async Task A_folder_under_tmp_is_refused_because_the_service_would_not_see_it()
    {
        var refused = await Assert.ThrowsAsync<OptionException>(() => SystemdUnit.InstallAsync(TextWriter.Null, new StartOptions { Data = "/tmp/postamt" }, TestContext.Current.CancellationToken));
        Assert.Contains("/var/lib/postamt", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_service()
    {
        var analyze = new[] { "/usr/bin/systemd-analyze", "/bin/systemd-analyze" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(analyze is null, "systemd-analyze is not installed");
        var folder = System.IO.Directory.CreateTempSubdirectory("postamt-unit-");
        var unit = Path.Combine(folder.FullName, "postamt.service");
        try
        {
            await File.WriteAllTextAsync(unit, SystemdUnit.Text(new StartOptions { Data = "/srv/100% our $mail" }, "/bin/true"), TestContext.Current.CancellationToken);
            using var checking = Process.Start(new ProcessStartInfo(analyze!, ["verify", unit]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = await checking.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await checking.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(checking.ExitCode == 0 && !said.Contains("postamt", StringComparison.Ordinal), said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
