using System.Globalization;
using Postamt.Sql.Moving;

namespace Postamt.Server.Verbs;

/// <summary>The comparison of both sides, as tables or JSON.</summary>
internal static class MoveReport
{
    internal static void Print(IVerbHost host, bool json, Reconciliation found, bool verbose)
    {
        if (json)
        {
            VerbResult.Print(host, json: true, new { equal = found.IsEqual, found.Mailboxes, found.Tables }, "");
            return;
        }
        var mailboxes = found.Mailboxes.Where(line => verbose || !line.IsEqual).ToList();
        if (mailboxes.Count > 0)
        {
            VerbResult.Print(
                host, false, mailboxes, line => line,
                ("Account", line => (line.From ?? line.To)!.Address),
                ("Mailbox", line => (line.From ?? line.To)!.Mailbox),
                ("Messages", line => Both(line, sum => sum.Messages)),
                ("UIDs", line => Both(line, sum => $"{sum.FirstUid}–{sum.LastUid}")),
                ("UIDVALIDITY", line => Both(line, sum => sum.UidValidity)),
                ("Modseq", line => Both(line, sum => sum.HighestModSeq)),
                ("Hash", line => Both(line, sum => sum.Hash[..12])));
        }
        var tables = found.Tables.Where(line => verbose || !line.IsEqual).ToList();
        if (tables.Count > 0)
        {
            VerbResult.Print(
                host, false, tables, line => line,
                ("Table", line => (line.From ?? line.To)!.Table),
                ("Rows", line => Both(line, sum => sum.Rows)),
                ("Hash", line => Both(line, sum => sum.Hash[..12])));
        }
        host.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Compared: {found.Mailboxes.Count:N0} mailboxes with {found.Mailboxes.Sum(line => line.From?.Messages ?? 0):N0} messages, {found.Tables.Sum(line => line.From?.Rows ?? 0):N0} rows in {found.Tables.Count} tables; {found.Mailboxes.Count(line => !line.IsEqual) + found.Tables.Count(line => !line.IsEqual)} lines differ."));
    }

    private static string Both<T>(Compared<T> line, Func<T, object> value) where T : class
    {
        string Text(T? side) => side is null ? "none" : Convert.ToString(value(side), CultureInfo.InvariantCulture)!;
        var (from, to) = (Text(line.From), Text(line.To));
        return from == to ? from : $"{from} → {to}";
    }
}
