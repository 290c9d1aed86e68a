using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Verbs;
using Spectre.Console;

namespace Postamt.Server.Tests;

/// <summary>A verb's surroundings in memory; the data is real.</summary>
internal sealed class TestHost(string input) : IVerbHost
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private IAnsiConsole? _console;

    public IAnsiConsole Console => _console ??= Terminal.Plain(_out);

    public TextWriter Out => _out;

    public TextWriter Error => _error;

    public TextReader In { get; } = new StringReader(input);

    public bool IsInteractive => false;

    public async ValueTask<int> WithOfficeAsync(StartOptions options, Func<OfficeData, ValueTask<int>> work, CancellationToken cancellationToken)
    {
        await using var office = await OfficeData.OpenAsync(options, NullLoggerFactory.Instance, cancellationToken);
        return await work(office);
    }
}
