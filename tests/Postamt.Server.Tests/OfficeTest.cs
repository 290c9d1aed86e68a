namespace Postamt.Server.Tests;

/// <summary>A data folder of its own and the command line over it, verb by verb, as somebody at a terminal would.</summary>
public abstract class OfficeTest : IDisposable
{
    protected string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("postamt-server-").FullName;

    protected string Data => Path.Combine(Folder, "data");

    public void Dispose()
    {
        System.IO.Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs one verb on the data folder.</summary>
    private protected Task<Said> RunAsync(params string[] arguments) => TypeAsync("", arguments);

    /// <summary>The same with something on standard input.</summary>
    private protected async Task<Said> TypeAsync(string input, params string[] arguments)
    {
        var host = new TestHost(input);
        string[] all = arguments.Contains("--data") ? arguments : [.. arguments, "--data", Data];
        var exit = await CommandLine.RunAsync(host, all, TestContext.Current.CancellationToken);
        return new Said(exit, host.Out.ToString()!, host.Error.ToString()!);
    }

    /// <summary>One company with a domain and an account, anna@one.example.</summary>
    private protected async Task OpenOneAsync()
    {
        (await RunAsync("company", "add", "One")).Shows("One");
        (await RunAsync("domain", "add", "one.example", "--company", "One")).Shows("one.example");
        (await TypeAsync("correct horse\n", "account", "add", "anna@one.example", "--name", "Anna", "--password-stdin")).Shows("anna@one.example");
    }
}
