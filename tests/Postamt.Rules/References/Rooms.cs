namespace Postamt.Rules.References;

/// <summary>Which room may use which. A project may refer to a part of its row and to nothing else.</summary>
internal static class Rooms
{
    private static readonly string[] Reading = ["Net", "Mail", "Directory", "Store", "Cluster", "Queue", "Sieve"];

    private static readonly Dictionary<string, string[]> Rows = new(StringComparer.Ordinal)
    {
        ["Mail"] = [],
        ["Net"] = [],
        ["Dns"] = [],
        ["Smtp"] = ["Mail", "Net"],
        ["Sieve"] = ["Mail"],
        ["Cluster"] = [],
        ["Directory"] = ["Mail", "Cluster"],
        ["Store"] = ["Mail", "Cluster"],
        ["Queue"] = ["Mail", "Store", "Cluster"],
        ["Screening"] = ["Mail", "Dns", "Directory", "Store", "Queue", "Cluster"],
        ["Intake"] = ["Smtp", "Net", "Mail", "Directory", "Screening", "Queue", "Store", "Cluster"],
        ["Delivery"] = ["Queue", "Smtp", "Net", "Dns", "Mail", "Directory", "Store", "Sieve", "Screening", "Cluster"],
        ["Imap"] = Reading,
        ["Pop3"] = Reading,
        ["ManageSieve"] = Reading,
        ["Jmap"] = Reading,
        ["Dav"] = Reading,
        ["Operations"] = ["Mail", "Net", "Dns", "Smtp", "Sieve", "Cluster", "Directory", "Store", "Queue", "Screening", "Intake", "Delivery"],
        ["Web"] = ["Mail", "Directory", "Store", "Queue", "Screening", "Sieve", "Cluster", "Operations"],
        ["Sql"] = ["Mail", "Cluster", "Directory", "Store", "Queue", "Screening", "Delivery"],
    };

    /// <summary>Null for a project that has no row; the program itself may use every room.</summary>
    public static IReadOnlyCollection<string>? MayUse(string project) =>
        project == "Postamt.Server" ? Names
        : Rows.TryGetValue(project["Postamt.".Length..], out var row) ? [.. row.Select(room => "Postamt." + room)]
        : null;

    /// <summary>Every room that has a row, and the program.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Rows.Keys.Select(room => "Postamt." + room), "Postamt.Server"];
}
