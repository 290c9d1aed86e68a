using System.CommandLine;
using Postamt.Queue.Ledger;

namespace Postamt.Server.Verbs;

/// <summary><c>ledger verify</c> and <c>trace</c>.</summary>
internal static class LedgerVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var all = new Option<bool>("--all") { Description = "From the first row, not from the last seal" };
        return Verb.Group("ledger", "The proof that no accepted mail was lost", Verb.Make(host, "verify", "Recomputes the ledger's hashes and balance", async (parsed, office) =>
        {
            var proof = await office.Ledger.VerifyAsync(parsed.GetValue(all), default);
            return VerbResult.Finish(host, proof, found =>
            {
                VerbResult.Print(
                    host,
                    parsed.GetValue(Verb.Json),
                    new { found.Holds, found.Rows, found.Seals, begun = found.Balance.Begun, ended = found.Balance.Ended, live = found.Balance.Live, found.Violations },
                    Sentence(found));
                return found.Holds ? 0 : 1;
            });
        }, all));
    }

    internal static Command MakeTrace(IVerbHost host)
    {
        var what = new Argument<string?>("id or address") { Description = "A mail's id, or an address it came from or went to", Arity = ArgumentArity.ZeroOrOne };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Not older than this" };
        var until = new Option<DateTimeOffset?>("--until") { Description = "Not newer than this" };
        var limit = new Option<int>("--limit") { Description = "Mails, newest first", DefaultValueFactory = _ => 20 };
        return Verb.Make(host, "trace", "Shows each step of a mail", async (parsed, office) =>
        {
            var text = parsed.GetValue(what);
            var query = Postamt.Mail.Envelopes.AcceptId.TryParse(text, out var id)
                ? new TraceQuery(null, id, null, null, null, 1)
                : new TraceQuery(null, null, AddressKey(text), parsed.GetValue(since), parsed.GetValue(until), parsed.GetValue(limit));
            var steps = await office.Ledger.TraceAsync(query, default);
            return VerbResult.Finish(host, steps, found => found.Count == 0
                ? VerbResult.Refuse(host, "nothing-found", text is null ? "No mail in that time." : $"No mail is known under {text}.")
                : VerbResult.Print(
                    host,
                    parsed.GetValue(Verb.Json),
                    found,
                    step => new { id = step.AcceptId.ToString(), step.At, step.Step, step.From, step.Recipient, step.Text },
                    ("Id", step => step.AcceptId.ToString()),
                    ("When", step => step.At.ToString("u", System.Globalization.CultureInfo.InvariantCulture)),
                    ("Step", step => step.Step),
                    ("From", step => step.From.Length == 0 ? "<>" : step.From),
                    ("To", step => step.Recipient),
                    ("What", step => step.Text)));
        }, what, since, until, limit);
    }

    private static string? AddressKey(string? text) =>
        text is null ? null : Postamt.Mail.Addresses.EmailAddress.TryParse(text, out var address) ? address.LookupKey : text;

    private static string Sentence(LedgerProof proof)
    {
        var ends = string.Join(", ", proof.Balance.Ended.Where(end => end.Value > 0).OrderBy(end => end.Key).Select(end => $"{end.Value} {end.Key.ToString().ToLowerInvariant()}"));
        var head = proof.Holds
            ? $"The ledger holds: {proof.Balance.Begun} recipients accepted, {(ends.Length == 0 ? "none ended" : ends)}, {proof.Balance.Live} under way."
            : $"The ledger does not hold: {proof.Balance.Begun} recipients accepted, {ends}, {proof.Balance.Live} under way.";
        return string.Join(Environment.NewLine, proof.Violations.Prepend($"{head} {proof.Rows} rows and {proof.Seals} seals checked."));
    }
}
