using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Postamt.Operations.Drills;

/// <summary>What a drill showed, for whoever has to be shown it: as text, JSON and HTML.</summary>
/// <param name="AbortedFor">Null: it went its whole way.</param>
/// <param name="Trouble">What was not as it should be besides mail; null for nothing.</param>
/// <param name="IsWhole">All nodes served afterwards.</param>
public sealed record DrillReport(string Drill, string Description, DateTimeOffset BegunAt, DateTimeOffset EndedAt, string? AbortedFor, string? Trouble, bool IsWhole, DrillFigures Figures)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Method =
        "Five mails a second were sent to one node after the other, and read through one after the other. A sender who was not answered within 10 s, or was told to come again, "
        + "went to the next, and so did the reader after 3 s; a delay is from the first try to when the mail could be read.";

    public bool IsPassed => AbortedFor is null && Trouble is null && IsWhole && Figures is { IsClean: true, Accepted: > 0 };

    public string Verdict => this switch
    {
        { Figures.Lost: > 0 } => string.Create(CultureInfo.InvariantCulture, $"FAILED: {Figures.Lost} accepted mails are lost"),
        { Figures.Twice: > 0 } => string.Create(CultureInfo.InvariantCulture, $"FAILED: {Figures.Twice} mails were delivered twice"),
        { Figures.Refused: > 0 } => string.Create(CultureInfo.InvariantCulture, $"FAILED: {Figures.Refused} mails were refused for good"),
        { Trouble: { } trouble } => $"FAILED: {trouble}",
        { AbortedFor: { } why } => $"ABORTED: {why}",
        { IsWhole: false } => "FAILED: not all nodes serve again",
        _ => "passed: no mail lost, none twice, none refused",
    };

    private IEnumerable<(string What, string Value)> Lines =>
    [
        ("Drill", $"{Drill}: {Description}"),
        ("From, to", string.Create(CultureInfo.InvariantCulture, $"{BegunAt:yyyy-MM-dd HH:mm:ss'Z'}, {EndedAt:HH:mm:ss'Z'}")),
        ("Accepted", Text(Figures.Accepted)),
        ("Lost", Text(Figures.Lost)),
        ("Twice", Text(Figures.Twice)),
        ("Refused for good", Text(Figures.Refused)),
        ("Put off, and sent again", Text(Figures.PutOff)),
        ("Mailbox did not answer", Text(Figures.ReadsUnanswered)),
        ("Delayed (over 5 s)", Text(Figures.Late)),
        ("Longest delay", Text(Figures.LongestDelay)),
        ("Longest without accepting", Text(Figures.LongestPause)),
    ];

    public string ToText()
    {
        var text = new StringBuilder().AppendLine(Verdict);
        foreach (var (what, value) in Lines) text.Append(CultureInfo.InvariantCulture, $"  {what,-26} {value}").AppendLine();
        return text.Append(Method).ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            drill = Drill,
            description = Description,
            begunAt = BegunAt,
            endedAt = EndedAt,
            passed = IsPassed,
            verdict = Verdict,
            abortedFor = AbortedFor,
            trouble = Trouble,
            whole = IsWhole,
            Figures.Accepted,
            Figures.Lost,
            Figures.Twice,
            Figures.Refused,
            Figures.PutOff,
            delayed = Figures.Late,
            readsUnanswered = Figures.ReadsUnanswered,
            longestDelaySeconds = Math.Round(Figures.LongestDelay.TotalSeconds, 3),
            longestPauseSeconds = Math.Round(Figures.LongestPause.TotalSeconds, 3),
        },
        Options);

    /// <summary>One page that needs nothing else, light or dark as its reader likes.</summary>
    public string ToHtml()
    {
        var rows = string.Concat(Lines.Select(line => $"<tr><th>{WebUtility.HtmlEncode(line.What)}</th><td>{WebUtility.HtmlEncode(line.Value)}</td></tr>\n"));
        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Drill {{WebUtility.HtmlEncode(Drill)}}</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
            th { text-align: left; font-weight: normal; padding: .2rem 1.5rem .2rem 0; vertical-align: top; }
            td { font-variant-numeric: tabular-nums; padding: .2rem 0; vertical-align: top; }
            .verdict { font-size: 1.25rem; font-weight: 600; border-left: .4rem solid {{(IsPassed ? "#2a8a4a" : "#c0392b")}}; padding-left: .8rem; }
            </style>
            </head>
            <body>
            <h1>Drill {{WebUtility.HtmlEncode(Drill)}}</h1>
            <p class="verdict">{{WebUtility.HtmlEncode(Verdict)}}</p>
            <table>
            {{rows}}</table>
            <p>{{Method}}</p>
            </body>
            </html>

            """;
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
