using Postamt.Load.Machines;
using Postamt.Load.Servers;
using Postamt.Load.Tables;

namespace Postamt.Load.Imap;

/// <summary>Opening large mailboxes, fetching bodies, memory of idle connections; each part alone when it is named.</summary>
internal sealed class ImapBench(RunOptions options, IReadOnlyList<string> parts)
{
    private const int Accounts = 50;

    private static readonly MailboxFill[] Large = [new(0, 1, 1, 10_000), new(1, 1, 1, 100_000)];
    private static readonly MailboxFill[] Bodies = [new(2, 20, 4, 1000), new(22, 20, 50, 200)];

    internal static IReadOnlyList<string> Parts { get; } = ["open", "fetch", "memory"];

    internal int Connections { get; init; }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        string facts;
        using (var trial = new WorkFolder(options)) facts = await MachineFacts.DescribeAsync(trial.Path, cancellationToken);
        var (sections, settings) = (new List<string>(), new List<string>());
        if (parts.Contains("open") || parts.Contains("fetch")) await ReadAsync(sections, settings, cancellationToken);
        if (parts.Contains("memory"))
        {
            var (section, raised) = await new MemoryPart(options, Connections).RunAsync(cancellationToken);
            sections.Add(section);
            settings.AddRange(raised.SelectMany(lines => lines.Split("\n- ")).Distinct().Select(line => $"for *memory*: {line}"));
        }
        var page = $"""
            # IMAP

            {facts}- {string.Join("\n- ", settings)}

            Medians; the server that is measured first alternates. Memory is taken once.

            {string.Join('\n', sections)}
            """;
        await ResultFile.WriteAsync("imap", page, options, whole: parts.Count == Parts.Count, cancellationToken);
    }

    private async Task ReadAsync(List<string> sections, List<string> settings, CancellationToken cancellationToken)
    {
        using var work = new WorkFolder(options);
        await using var ours = await OurServer.StartAsync(work, Accounts, cancellationToken);
        await using IMailServer? peer = options.WithPeer ? await PeerServer.StartAsync(work, Accounts, new PeerOptions(), cancellationToken) : null;
        IMailServer[] servers = peer is null ? [ours] : [ours, peer];
        settings.AddRange(servers.Select(server => server.Settings));
        MailboxFill[] fills = [.. parts.Contains("open") ? Large : [], .. parts.Contains("fetch") ? Bodies : []];
        foreach (var server in servers)
            foreach (var fill in fills) await fill.FillAsync(server, cancellationToken);
        if (parts.Contains("open")) sections.Add(new OpenPart(options.Rounds * 3, servers, Large).Run());
        if (parts.Contains("fetch")) sections.Add(await new FetchPart(options.Rounds, servers, Bodies).RunAsync());
    }
}
