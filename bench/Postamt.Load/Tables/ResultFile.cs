using System.Globalization;
using Postamt.Load.Machines;

namespace Postamt.Load.Tables;

/// <summary>One run's page: what was measured, on what, how, and the tables.</summary>
internal static class ResultFile
{
    /// <param name="whole">A run that left something out is only printed, unless the person names a file for it.</param>
    internal static async Task WriteAsync(string bench, string page, RunOptions options, bool whole, CancellationToken cancellationToken)
    {
        Console.Out.WriteLine(page);
        var stamp = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture);
        var path = options.Out ?? (whole && options.WithPeer ? Path.Combine(Checkout.Root, "bench", "results", $"{bench}-{stamp}.md") : null);
        if (path is null) return;
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, page, cancellationToken);
        Run.Say($"written to {path}");
    }
}
