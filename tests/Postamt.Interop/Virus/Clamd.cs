using System.Diagnostics;
using System.Globalization;
using Postamt.Interop.Programs;

namespace Postamt.Interop.Virus;

/// <summary>A real clamd that knows one virus, the test file of EICAR, at a socket in a folder of its own.</summary>
internal sealed class Clamd : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <summary>The file itself, in hexadecimal: as text it would set off scanners that look at this one.</summary>
    private const string EicarHex = "58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a";

    private readonly TempFolder _folder = new();
    private Process? _process;

    public static byte[] Eicar => Convert.FromHexString(EicarHex);

    /// <summary>As the setting has it.</summary>
    public string Address => "unix:" + Socket;

    private string Socket => Path.Combine(_folder.Path, "clamd.ctl");

    public static async Task<Clamd> StartAsync()
    {
        ForeignProgram.Require("clamd");
        var clamd = new Clamd();
        await clamd.BeginAsync();
        return clamd;
    }

    /// <summary>Starts it, again after it was killed.</summary>
    public async Task BeginAsync()
    {
        var database = Directory.CreateDirectory(Path.Combine(_folder.Path, "db")).FullName;
        await File.WriteAllTextAsync(Path.Combine(database, "eicar.ndb"), $"Eicar-Test-Signature:0:*:{EicarHex}\n");
        var configuration = _folder.File("clamd.conf", $"""
            LocalSocket {Socket}
            FixStaleSocket yes
            DatabaseDirectory {database}
            Foreground yes
            LogFile {Path.Combine(_folder.Path, "log")}
            StreamMaxLength 60M
            AlertExceedsMax yes
            AlertEncrypted yes
            SelfCheck 0

            """);
        File.Delete(Socket);
        // It keeps the pipes it is given: it gets none.
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" -c \"$1\" >\"$2\" 2>&1", ForeignProgram.Require("clamd"), configuration, Path.Combine(_folder.Path, "said")]))!;
        for (var clock = Stopwatch.StartNew(); !File.Exists(Socket);)
        {
            if (clock.Elapsed > StartLimit || _process.HasExited) Assert.Fail(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "said")));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public async Task SignalAsync(string signal) => await ForeignProgram.RunAsync("kill", ["-" + signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }

        _process?.Dispose();
        _folder.Dispose();
    }
}
