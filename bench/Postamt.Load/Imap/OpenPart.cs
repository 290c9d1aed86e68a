using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Processes;
using Postamt.Load.Servers;
using Postamt.Load.Tables;

namespace Postamt.Load.Imap;

/// <summary>What a mail program does with a large mailbox it sees for the first time: sign in, SELECT, FETCH 1:* FLAGS.</summary>
internal sealed class OpenPart(int openings, IReadOnlyList<IMailServer> servers, IReadOnlyList<MailboxFill> mailboxes)
{
    private const int WarmUps = 3;

    /// <returns>The section of the page.</returns>
    internal string Run()
    {
        var table = new MarkdownTable("messages", "server", "sign-in ms", "SELECT ms", "FETCH 1:* FLAGS ms", "all three ms", "server CPU ms", "times the peer");
        foreach (var mailbox in mailboxes)
        {
            var measures = servers.ToDictionary(server => server, _ => new List<Measure>());
            // Not counted: indexes are made, code is warm.
            for (var warm = 0; warm < WarmUps; warm++)
                foreach (var server in servers) Open(server, mailbox);
            for (var round = 0; round < openings; round++)
                foreach (var server in round % 2 == 0 ? servers : servers.Reverse()) measures[server].Add(Open(server, mailbox));
            foreach (var server in servers) Add(table, mailbox, server, measures);
        }
        return $"""
            ## Opening a mailbox

            One connection over TLS, {openings} openings after {WarmUps} that are not counted: files are in the page cache, indexes are made. Sign-in is TCP, TLS and LOGIN;
            our server remembers for minutes a password whose Argon2id hash it has checked, the peer compares a plain one.

            {table}
            """;
    }

    private void Add(MarkdownTable table, MailboxFill mailbox, IMailServer server, Dictionary<IMailServer, List<Measure>> measures)
    {
        double Of(IMailServer of, Func<Measure, double> value) => Statistics.Median(measures[of].Select(value));
        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        var all = Of(server, measure => measure.All);
        table.Add(
            Text(mailbox.Mails, "N0"),
            server.Name,
            Text(Of(server, measure => measure.SignIn), "N1"),
            Text(Of(server, measure => measure.Select), "N1"),
            Text(Of(server, measure => measure.Fetch), "N1"),
            Text(all, "N1"),
            Text(Of(server, measure => measure.Cpu), "N0"),
            server == servers[0] && servers.Count > 1 ? Text(Of(servers[1], measure => measure.All) / all, "N1") : "");
    }

    private static Measure Open(IMailServer server, MailboxFill mailbox)
    {
        var account = mailbox.Of(server)[0];
        var cpu = ProcessTree.CpuSeconds(server.Processes);
        var clock = Stopwatch.StartNew();
        using var connection = ImapConnection.Open(server.Imaps, tls: true);
        connection.Login(account.Address, account.Password);
        var signedIn = clock.Elapsed;
        connection.Ask("SELECT INBOX");
        var selected = clock.Elapsed;
        var (answers, _) = connection.Count("FETCH 1:* (FLAGS)");
        var fetched = clock.Elapsed;
        if (answers < mailbox.Mails) throw new LoadException($"{server.Name} answers {answers} of {mailbox.Mails} messages.");
        connection.Ask("LOGOUT");
        var measure = new Measure(signedIn.TotalMilliseconds, (selected - signedIn).TotalMilliseconds, (fetched - selected).TotalMilliseconds, (ProcessTree.CpuSeconds(server.Processes) - cpu) * 1000);
        Load.Run.Say(string.Create(CultureInfo.InvariantCulture, $"open {mailbox.Mails,7:N0} {server.Name,-35} sign-in {measure.SignIn,6:N1} ms, SELECT {measure.Select,6:N1} ms, FETCH {measure.Fetch,7:N1} ms, CPU {measure.Cpu:N0} ms"));
        return measure;
    }

    /// <summary>Milliseconds.</summary>
    private sealed record Measure(double SignIn, double Select, double Fetch, double Cpu)
    {
        internal double All => SignIn + Select + Fetch;
    }
}
