using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Oracle;

/// <summary>Reads all mailboxes by a foreign IMAP client and compares them, and what the other side has, with the journal.</summary>
/// <param name="every">Every how manieth mail is read in full and its hash compared; 1 for all.</param>
internal sealed class MailboxScan(Journal journal, int every)
{
    /// <summary>What a mail once read in full has in common with the next reading: it need not be read again.</summary>
    private readonly HashSet<(string Box, uint Uid)> _read = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Findings> CompareAsync(IDoors office, Journal journal) => await new MailboxScan(journal, 10).CompareAsync(office);

    /// <summary>
    /// One that waits for each answer longer than a node waits for its database: who hangs up before cannot know whether its command is carried out after it looked.
    /// </summary>
    public static async Task<ImapClient> OpenAsync(IDoors office, string address)
    {
        var client = new ImapClient { ServerCertificateValidationCallback = (_, _, _, _) => true, CheckCertificateRevocation = false, Timeout = 120_000 };
        try
        {
            await client.ConnectAsync(office["imaps"].Address.ToString(), office["imaps"].Port, SecureSocketOptions.SslOnConnect, Token);
            await client.AuthenticateAsync(address, PostOffice.Password, Token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public static async Task<byte[]> BytesAsync(IMailFolder folder, UniqueId id)
    {
        using var stream = await folder.GetStreamAsync(id, "", Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }

    public async Task<Findings> CompareAsync(IDoors office)
    {
        var findings = new Findings { Accepted = journal.Deliveries.Count, Changes = journal.Changes, Relayed = journal.Relays.Count };
        var copies = new Dictionary<(string Id, string Mailbox), int>();
        for (var user = 1; user <= PostOffice.AccountCount; user++)
        {
            var address = $"user{user}@{Office.Domain}";
            using var client = await OpenAsync(office, address);
            foreach (var mail in await ListAsync(client.Inbox!))
            {
                copies[(mail.Id, address)] = copies.GetValueOrDefault((mail.Id, address)) + 1;
                if (journal.Deliveries.TryGetValue((mail.Id, address), out var sent))
                    await ReadAsync(client.Inbox!, address, mail, sent, findings);
            }

            await CompareKeptAsync(client, address, findings);
        }

        foreach (var (id, mailbox) in journal.Deliveries.Keys.Where(key => !copies.ContainsKey(key)))
            findings.Lost.Add($"{id}>{mailbox}");
        foreach (var ((id, mailbox), count) in copies)
        {
            if (count > 1) findings.Doubled.Add($"{id}>{mailbox}");
            if (!journal.Deliveries.ContainsKey((id, mailbox))) findings.Unknown.Add($"{id}>{mailbox}");
        }

        CompareRelays(findings);
        return findings;
    }

    /// <summary>The mailboxes of the readers, mail by mail.</summary>
    private async Task CompareKeptAsync(ImapClient client, string address, Findings findings)
    {
        var mine = journal.Kept.Where(kept => kept.Key.Account == address).ToDictionary(kept => kept.Key.Id, kept => kept.Value);
        if (mine.Count == 0) return;
        var there = new List<(string Box, Listed Mail)>();
        foreach (var name in Reader.Boxes)
        {
            if (await FindAsync(client, name) is not { } box) continue;
            foreach (var mail in await ListAsync(box))
            {
                there.Add((name, mail));
                if (mine.TryGetValue(mail.Id, out var kept)) await ReadAsync(box, address + name, mail, (kept.Length, kept.Hash), findings);
            }
        }

        var byId = there.ToLookup(each => each.Mail.Id);
        foreach (var (id, kept) in mine.Where(each => !journal.IsInHand(each.Key)))
        {
            var boxes = byId[id].Where(each => each.Box != Reader.Copies).ToList();
            var name = $"{id}>{address}";
            if (kept.Box is not null && boxes.Count == 0) findings.Lost.Add(name);
            else if (boxes.Count > 1) findings.Doubled.Add(name);
            else if (boxes.Count == 1 && (boxes[0].Box != kept.Box || boxes[0].Mail.Flags != kept.Flags)) findings.Undone.Add($"{name} is in {boxes[0].Box} with {boxes[0].Mail.Flags}, not in {kept.Box ?? "none"} with {kept.Flags}");
            if (byId[id].Count() - boxes.Count != kept.Copies) findings.Undone.Add($"{name} has {byId[id].Count() - boxes.Count} copies, not {kept.Copies}");
        }

        findings.Unknown.AddRange(byId.Select(each => each.Key).Where(id => !mine.ContainsKey(id)).Select(id => $"{id}>{address}"));
    }

    /// <summary>A mailbox that is gone has lost everything that was in it.</summary>
    private static async Task<IMailFolder?> FindAsync(ImapClient client, string name)
    {
        try
        {
            return await client.GetFolderAsync(name, Token);
        }
        catch (FolderNotFoundException)
        {
            return null;
        }
    }

    private void CompareRelays(Findings findings)
    {
        foreach (var (id, hash) in journal.Relays)
        {
            var receipts = Office.Mx.ReceiptsOf(id);
            if (receipts.Count == 0) findings.Lost.Add($"{id}>{Office.ForwardMember}");
            if (receipts.Any(receipt => !receipt.Hash.AsSpan().SequenceEqual(hash))) findings.Damaged.Add($"{id}>{Office.ForwardMember}");
            var runs = receipts.GroupBy(receipt => journal.RunAt(receipt.At)).ToList();
            findings.RelayedAgain.AddRange(Enumerable.Repeat(id, Math.Max(0, runs.Count - 1)));
            findings.RelayedTwice.AddRange(runs.Where(run => run.Count() > 1).Select(_ => id));
        }
    }

    private async Task ReadAsync(IMailFolder box, string name, Listed mail, (int Length, byte[] Hash) sent, Findings findings)
    {
        if (mail.Uid.Id % every != 0 || !_read.Add((name, mail.Uid.Id))) return;
        var stored = await BytesAsync(box, mail.Uid);
        if (stored.Length < sent.Length || !SHA256.HashData(stored.AsSpan(stored.Length - sent.Length)).AsSpan().SequenceEqual(sent.Hash)) findings.Damaged.Add($"{mail.Id}>{name}");
    }

    private static async Task<List<Listed>> ListAsync(IMailFolder box)
    {
        await box.OpenAsync(FolderAccess.ReadOnly, Token);
        return
        [
            .. (await box.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.UniqueId | MessageSummaryItems.Flags, Token))
                .Where(mail => mail.Envelope?.MessageId?.EndsWith(Letter.IdDomain, StringComparison.Ordinal) == true)
                .Select(mail => new Listed(mail.UniqueId, mail.Envelope!.MessageId!, (mail.Flags.GetValueOrDefault() & ~MessageFlags.Recent).ToString())),
        ];
    }

    private readonly record struct Listed(UniqueId Uid, string Id, string Flags);
}
