namespace Postamt.Faults.Running;

/// <summary>
/// The built program once more, in folders of their own: what an update puts in place. Each is made once for all drills: a folder that is made anew takes the
/// program away from a node that just starts it.
/// </summary>
internal static class Versions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly Once<string> Next = new(() => CopyAsync("next"));
    private static readonly Once<string> DoesNotStart = new(() => CopyAsync("does-not-start", "Postamt.Imap.dll"));
    private static readonly Once<string> DoesNotServe = new(() => CopyAsync("does-not-serve", Path.Combine("runtimes", "linux-x64", "native", "libsodium.so")));

    public static string Built => Path.GetDirectoryName(Checkout.Program)!;

    /// <summary>The same program under another path.</summary>
    public static Task<string> NextAsync() => Next.GetAsync();

    /// <summary>One that ends at its start.</summary>
    public static Task<string> ThatDoesNotStartAsync() => DoesNotStart.GetAsync();

    /// <summary>One that starts, and can sign nobody in: its self-test finds out.</summary>
    public static Task<string> ThatDoesNotServeAsync() => DoesNotServe.GetAsync();

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
