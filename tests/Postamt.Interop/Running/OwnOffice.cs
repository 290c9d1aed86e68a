using System.Text.Json;
using Postamt.Interop.Programs;
using Postamt.Running;

namespace Postamt.Interop.Running;

/// <summary>A post office of one test on data of its own: it takes mail by SMTP and gives it by IMAP over TLS.</summary>
internal static class OwnOffice
{
    private static readonly string[] Off = ["submission", "submissions", "imap", "lmtp", "pop3", "pop3s", "managesieve", "http", "https"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <param name="where">The options that say where its data is.</param>
    /// <param name="password">Of user1 and user2.</param>
    /// <param name="imapsPort">0 for a free one.</param>
    public static ServerProcess Start(TempFolder folder, IEnumerable<string> where, string password, string imapsPort = "0", IReadOnlyDictionary<string, string>? environment = null) =>
        ServerProcess.Start(
            ["try", "--json", .. where, "--accounts", "2", "--password", password, "--listen", $"imaps=127.0.0.1:{imapsPort}", "--listen", "smtp=127.0.0.1:0", .. Off.SelectMany(name => new[] { "--listen", $"{name}=off" })],
            folder.Path,
            environment);

    /// <summary>Where it listens, by name, once it does.</summary>
    public static async Task<JsonElement> ReadyAsync(ServerProcess office)
    {
        var token = TestContext.Current.CancellationToken;
        var ready = await office.Output.ReadLineAsync(token).AsTask().WaitAsync(StartLimit, token);
        Assert.True(ready is not null, office.LogTail);
        using var json = JsonDocument.Parse(ready);
        return json.RootElement.GetProperty("listen").Clone();
    }
}
