using System.Diagnostics;

namespace Postamt.Server.Tests.BadDays;

/// <summary>The script at the root of the source tree, on a machine that has nothing yet.</summary>
public sealed class RootScriptTests : OfficeTest
{
    private static readonly string[] Tools = ["bash", "env", "cat", "cksum", "dirname", "find", "flock", "grep", "mkdir", "readlink", "rm", "sort"];

    [Theory]
    [InlineData("try")]
    [InlineData("test")]
    [InlineData("build")]
    public async Task A_machine_without_the_sdk_is_told_in_one_sentence_what_to_install(string verb)
    {
        var bin = System.IO.Directory.CreateDirectory(Path.Combine(Folder, "bin")).FullName;
        foreach (var tool in Tools)
        {
            var found = new[] { "/usr/bin", "/bin" }.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
            Assert.SkipWhen(found is null, $"this machine has no {tool}");
            File.CreateSymbolicLink(Path.Combine(bin, tool), found!);
        }
        System.IO.Directory.CreateDirectory(Path.Combine(Folder, "src"));
        System.IO.Directory.CreateDirectory(Path.Combine(Folder, "tests"));
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "BannedSymbols.txt" }) await File.WriteAllTextAsync(Path.Combine(Folder, file), "", TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(Root, "postamt"), Path.Combine(Folder, "postamt"));
        var start = new ProcessStartInfo(Path.Combine(bin, "bash"), [Path.Combine(Folder, "postamt"), verb]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Folder };
        start.Environment["PATH"] = bin;
        using var script = Process.Start(start)!;
        var error = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, script.ExitCode);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("needs the .NET SDK 10: install it from", error, StringComparison.Ordinal);
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Postamt.slnx"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("no Postamt.slnx above " + AppContext.BaseDirectory);
            return folder.FullName;
        }
    }
}
