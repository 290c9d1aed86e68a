namespace Postamt.Faults.Running;

/// <summary>The built program once more, in folders of their own: what an update puts in place.</summary>
internal static class Versions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static string Built => Path.GetDirectoryName(Checkout.Program)!;

    /// <summary>The same program under another path.</summary>
    public static Task<string> NextAsync() => CopyAsync("next");

    /// <summary>One that ends at its start.</summary>
    public static Task<string> ThatDoesNotStartAsync() => CopyAsync("does-not-start", "Postamt.Imap.dll");

    /// <summary>One that starts, and can sign nobody in: its self-test finds out.</summary>
    public static Task<string> ThatDoesNotServeAsync() => CopyAsync("does-not-serve", Path.Combine("runtimes", "linux-x64", "native", "libsodium.so"));

    private static async Task<string> CopyAsync(string name, string? without = null)
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "versions", Checkout.Configuration, name);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        var (exitCode, output, error) = await BoundedProgram.RunAsync("cp", ["-al", Built, folder], Limit);
        Assert.True(exitCode == 0, output + error);
        if (without is null) return folder;
        var part = Path.Combine(folder, without);
        Assert.True(File.Exists(part), $"there is no {part} to take away");
        File.Delete(part);
        return folder;
    }
}
