using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Spectre.Console;

namespace Postamt.Server.Verbs;

/// <summary>A verb in a process of its own: on the terminal, and straight on the data folder.</summary>
internal sealed class ProcessHost : IVerbHost
{
    public IAnsiConsole Console { get; } = System.Console.IsOutputRedirected ? Terminal.Plain(System.Console.Out) : AnsiConsole.Console;

    public TextWriter Out => System.Console.Out;

    public TextWriter Error => System.Console.Error;

    public TextReader In => System.Console.In;

    public bool IsInteractive { get; } = !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected;

    public async ValueTask<int> WithOfficeAsync(StartOptions options, Func<OfficeData, ValueTask<int>> work, CancellationToken cancellationToken)
    {
        if (!System.IO.Directory.Exists(options.Data))
            throw new OptionException($"There is no data folder {options.Data}. Name the right one with --data, or make one with postamt setup.");
        await using var office = await OfficeData.OpenAsync(options, NullLoggerFactory.Instance, cancellationToken);
        return await work(office);
    }
}
