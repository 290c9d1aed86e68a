namespace Postamt.Sql.Segments;

/// <summary>
/// The failing controls of the fault tests: POSTAMT_WITHOUT=name leaves one safeguard out, and the test must then see what it guards
/// against. In a build without /p:Failpoints=true nothing can be left out.
/// </summary>
internal static class Omissions
{
    /// <summary>A mail that repeats an unanswered accept is taken as a new one.</summary>
    public const string RepeatLookUp = "repeat-look-up";

    /// <summary>An accept is filed into an account as often as a recipient leads there.</summary>
    public const string FilingKey = "filing-key";

    /// <summary>A commit that is on one machine only counts as one that is on two.</summary>
    public const string StandbyWarning = "standby-warning";

    /// <summary>One accepted mail in eight lies in no mailbox. The first few do: whoever tries a post office out finds it in order.</summary>
    public const string Placement = "placement";

#if FAILPOINTS
    private static readonly string Named = Environment.GetEnvironmentVariable("POSTAMT_WITHOUT") ?? "";

    public static bool Has(string name) => Named == name;
#else
    public static bool Has(string name)
    {
        _ = name;
        return false;
    }
#endif
}
