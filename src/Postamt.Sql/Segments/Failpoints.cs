using System.Diagnostics;

namespace Postamt.Sql.Segments;

/// <summary>
/// Places where a fault test ends the process as a power cut would: POSTAMT_FAIL=name:kill[:nth]. They exist only in a build with
/// /p:Failpoints=true; otherwise the calls are not compiled.
/// </summary>
internal static class Failpoints
{
    public const string AfterAppend = "after-append";
    public const string AfterDataSync = "after-fdatasync";
    public const string AfterLargeAppend = "after-large-append";
    public const string AfterLargeSync = "after-large-fdatasync";
    public const string BeforeCommit = "before-commit";
    public const string AfterCommit = "after-commit";
    public const string BeforeAnswer = "before-answer";
    public const string BeforeAccept = "before-accept";
    public const string InAcceptance = "in-acceptance";
    public const string AfterAccept = "after-accept";
    public const string InAnswered = "in-answered";
    public const string InLease = "in-lease";
    public const string AfterLease = "after-lease";
    public const string InFiling = "in-filing";
    public const string InExpansion = "in-expansion";
    public const string InCompletion = "in-completion";
    public const string AfterCompletion = "after-completion";
    public const string InDot = "in-dot";
    public const string BeforeDot = "before-dot";
    public const string AfterRelay = "after-relay";
    public const string InRelayed = "in-relayed";
    public const string InAppend = "in-append";
    public const string AfterAppended = "after-appended";
    public const string InFlags = "in-flags";
    public const string InCopy = "in-copy";
    public const string InMove = "in-move";
    public const string InExpunge = "in-expunge";

#if FAILPOINTS
    private static readonly string[] Armed = (Environment.GetEnvironmentVariable("POSTAMT_FAIL") ?? "").Split(':');
    private static int _hits;
#endif

    [Conditional("FAILPOINTS")]
    public static void Hit(string name)
    {
#if FAILPOINTS
        if (Armed.Length < 2 || Armed[0] != name || Armed[1] != "kill") return;
        var nth = Armed.Length > 2 ? int.Parse(Armed[2], System.Globalization.CultureInfo.InvariantCulture) : 1;
        if (Interlocked.Increment(ref _hits) != nth) return;
        Process.GetCurrentProcess().Kill();
        using var never = new ManualResetEvent(false);
        never.WaitOne();
#else
        _ = name;
#endif
    }
}
