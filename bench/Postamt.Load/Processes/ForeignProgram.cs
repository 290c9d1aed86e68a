using System.Diagnostics;

namespace Postamt.Load.Processes;

/// <summary>Programs of somebody else.</summary>
internal static class ForeignProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/lib/dovecot"];

    internal static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <exception cref="LoadException">It is not installed, or ran too long.</exception>
    internal static async Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments, Path.GetTempPath());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Limit);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new ProgramResult($"{program} {string.Join(' ', arguments)}", process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new LoadException($"{program} {string.Join(' ', arguments)} ran longer than {Limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Starts it with all three streams redirected.</summary>
    /// <exception cref="LoadException">It is not installed.</exception>
    internal static Process Start(string program, IReadOnlyList<string> arguments, string folder) =>
        Process.Start(new ProcessStartInfo(Find(program) ?? throw new LoadException($"{program} is not installed."), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
}
