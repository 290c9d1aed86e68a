using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Spectre.Console;

namespace Postamt.Server.Verbs;

/// <summary>Where a verb runs: in a process of its own on the data folder, or inside the running server.</summary>
internal interface IVerbHost
{
    IAnsiConsole Console { get; }

    TextWriter Out { get; }

    TextWriter Error { get; }

    TextReader In { get; }

    /// <summary>Somebody is at a terminal who can be asked.</summary>
    bool IsInteractive { get; }

    /// <summary>Gives the verb the open post office.</summary>
    ValueTask<int> WithOfficeAsync(StartOptions options, Func<OfficeData, ValueTask<int>> work, CancellationToken cancellationToken);
}
