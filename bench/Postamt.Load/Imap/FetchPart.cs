using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Processes;
using Postamt.Load.Servers;
using Postamt.Load.Tables;

namespace Postamt.Load.Imap;

/// <summary>Many mail programs at once fetch every whole message of their mailboxes.</summary>
internal sealed class FetchPart(int rounds, IReadOnlyList<IMailServer> servers, IReadOnlyList<MailboxFill> mailboxes)
{
    private const int Passes = 3;
    private const int WarmUps = 2;

    /// <returns>The section of the page.</returns>
    internal async Task<string> RunAsync()
    {
        var table = new MarkdownTable("bodies", "server", "sessions", "bodies/s", "(least–most)", "MB/s", "server CPU s/1000", "client CPU s/1000", "times the peer");
        foreach (var mailbox in mailboxes)
        {
            var measures = servers.ToDictionary(server => server, _ => new List<Measure>());
            for (var warm = 0; warm < WarmUps; warm++)
                foreach (var server in servers) await FetchAsync(server, mailbox);
            for (var round = 0; round < rounds; round++)
                foreach (var server in round % 2 == 0 ? servers : servers.Reverse()) measures[server].Add(await FetchAsync(server, mailbox));
            foreach (var server in servers) Add(table, mailbox, server, measures);
        }
        return $"""
            ## Fetching bodies

            Each session has a mailbox of its own and asks {Passes} times for `FETCH 1:* (BODY.PEEK[])`, over TLS; {rounds} rounds after {WarmUps} that are not
            counted; files are in the page cache.

            {table}
            """;
    }

    private void Add(MarkdownTable table, MailboxFill mailbox, IMailServer server, Dictionary<IMailServer, List<Measure>> measures)
    {
        double Of(IMailServer of, Func<Measure, double> value) => Statistics.Median(measures[of].Select(value));
        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        table.Add(
            $"{mailbox.Accounts} × {mailbox.Mails:N0} of {mailbox.KibiBytes} KiB",
            server.Name,
            Text(mailbox.Accounts, "N0"),
            Text(Of(server, measure => measure.PerSecond), "N0"),
            $"{Text(measures[server].Min(measure => measure.PerSecond), "N0")}–{Text(measures[server].Max(measure => measure.PerSecond), "N0")}",
            Text(Of(server, measure => measure.Octets / measure.Seconds / 1e6), "N0"),
            Text(Of(server, measure => measure.Cpu / measure.Bodies * 1000), "N3"),
            Text(Of(server, measure => measure.ClientCpu / measure.Bodies * 1000), "N3"),
            server == servers[0] && servers.Count > 1 ? Text(Of(server, measure => measure.PerSecond) / Of(servers[1], measure => measure.PerSecond), "N1") : "");
    }

    private static async Task<Measure> FetchAsync(IMailServer server, MailboxFill mailbox)
    {
        var accounts = mailbox.Of(server);
        var connections = accounts.Select(account =>
        {
            var connection = ImapConnection.Open(server.Imaps, tls: true);
            connection.Login(account.Address, account.Password);
            connection.Ask("SELECT INBOX");
            return connection;
        }).ToList();
        try
        {
            using var self = Process.GetCurrentProcess();
            var (cpu, clientCpu) = (ProcessTree.CpuSeconds(server.Processes), self.TotalProcessorTime);
            var clock = Stopwatch.StartNew();
            var fetched = await Task.WhenAll(connections.Select(connection => Task.Factory.StartNew(() => FetchAll(connection), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            var seconds = clock.Elapsed.TotalSeconds;
            self.Refresh();
            var wanted = mailbox.Accounts * mailbox.Mails * Passes;
            var (bodies, octets) = (fetched.Sum(each => each.Answers), fetched.Sum(each => each.Octets));
            if (bodies < wanted || octets < wanted * mailbox.KibiBytes * 1000L) throw new LoadException($"{server.Name} answers {bodies} of {wanted} bodies, {octets} octets.");
            var measure = new Measure(wanted, octets, seconds, ProcessTree.CpuSeconds(server.Processes) - cpu, (self.TotalProcessorTime - clientCpu).TotalSeconds);
            Run.Say(string.Create(CultureInfo.InvariantCulture, $"fetch {mailbox.KibiBytes,3} KiB {server.Name,-35} {measure.PerSecond,7:N0} bodies/s, {octets / seconds / 1e6,6:N0} MB/s, CPU {measure.Cpu:N1} s, client {measure.ClientCpu:N1} s"));
            return measure;
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private static (int Answers, long Octets) FetchAll(ImapConnection connection)
    {
        var sum = (Answers: 0, Octets: 0L);
        for (var pass = 0; pass < Passes; pass++)
        {
            var (answers, octets) = connection.Count("FETCH 1:* (BODY.PEEK[])");
            sum = (sum.Answers + answers, sum.Octets + octets);
        }
        return sum;
    }

    /// <param name="Cpu">Seconds.</param>
    private sealed record Measure(int Bodies, long Octets, double Seconds, double Cpu, double ClientCpu)
    {
        internal double PerSecond => Bodies / Seconds;
    }
}
