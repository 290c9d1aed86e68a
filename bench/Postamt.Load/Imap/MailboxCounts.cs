using System.Globalization;
using Postamt.Load.Servers;

namespace Postamt.Load.Imap;

/// <summary>Counts the mails in the INBOX of every account, over one signed-in connection each; the same for every server.</summary>
internal sealed class MailboxCounts : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<ImapConnection> _connections = [];

    internal MailboxCounts(IMailServer server)
    {
        foreach (var account in server.Accounts)
        {
            var connection = ImapConnection.Open(server.Imaps, tls: true);
            _connections.Add(connection);
            connection.Login(account.Address, account.Password);
        }
    }

    internal int[] Now() => Ask([.. Enumerable.Range(0, _connections.Count)]);

    /// <summary>Asks those that are short again and again until each mailbox has its number.</summary>
    /// <exception cref="LoadException">Nothing came for two minutes.</exception>
    internal async Task ReachAsync(int[] wanted, CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, _connections.Count).ToArray();
        var (last, since) = (-1L, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var counts = Ask(open);
            open = [.. open.Where((mailbox, at) => counts[at] < wanted[mailbox])];
            if (open.Length == 0) return;
            var sum = counts.Sum(count => (long)count) + open.Length;
            if (sum != last) (last, since) = (sum, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(since) > Patience) throw new LoadException($"{open.Length} mailboxes wait for mail that does not come.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }

    private int[] Ask(int[] mailboxes)
    {
        foreach (var mailbox in mailboxes) _connections[mailbox].Send("STATUS INBOX (MESSAGES)");
        return [.. mailboxes.Select(mailbox => Read(_connections[mailbox].Answer()))];
    }

    private static int Read(List<string> answer)
    {
        const string mark = "(MESSAGES ";
        foreach (var line in answer)
        {
            var at = line.IndexOf(mark, StringComparison.Ordinal);
            if (line.StartsWith("* STATUS ", StringComparison.Ordinal) && at >= 0)
                return int.Parse(line.AsSpan(at + mark.Length, line.IndexOf(')', at) - at - mark.Length), CultureInfo.InvariantCulture);
        }
        throw new LoadException($"STATUS answers without a count: {string.Join(" / ", answer)}");
    }
}
