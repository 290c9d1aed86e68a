using System.CommandLine;

namespace Postamt.Load;

/// <summary>Flags that every bench has.</summary>
internal sealed class RunFlags
{
    private readonly Option<int> _rounds = new("--rounds") { Description = "Measurements of each case and server; the median counts", HelpName = "N", DefaultValueFactory = _ => 3 };
    private readonly Option<bool> _noPeer = new("--no-peer") { Description = "Only this post office (store: only the embedded engine); writes no table" };
    private readonly Option<string> _work = new("--work") { Description = "Where data folders are made: the disk that is measured", HelpName = "DIR", DefaultValueFactory = _ => "/var/tmp" };
    private readonly Option<string?> _out = new("--out") { Description = "File for the table (default: bench/results, when the run is whole)", HelpName = "FILE" };
    private readonly Option<bool> _keep = new("--keep") { Description = "Leave the servers' folders behind" };

    private readonly Option<bool> _slowSync = new("--slow-sync") { Description = $"Each fsync and fdatasync takes {RunOptions.SlowSyncMilliseconds} ms longer (needs strace)" };

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _rounds, _noPeer, _work, _out, _keep, _slowSync }) command.Options.Add(option);
    }

    internal RunOptions Read(ParseResult parsed) => new()
    {
        Rounds = parsed.GetValue(_rounds),
        WithPeer = !parsed.GetValue(_noPeer),
        Work = parsed.GetValue(_work)!,
        Out = parsed.GetValue(_out),
        Keep = parsed.GetValue(_keep),
        SlowSync = parsed.GetValue(_slowSync),
    };
}
