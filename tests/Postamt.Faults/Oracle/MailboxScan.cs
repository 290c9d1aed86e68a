using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Oracle;

/// <summary>Reads all mailboxes by a foreign IMAP client and compares them with the journal. Every tenth mail is read in full.</summary>
internal static class MailboxScan
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Findings> CompareAsync(PostOffice office, Journal journal)
    {
        var copies = new Dictionary<(string Id, string Mailbox), int>();
        var damaged = new List<string>();
        for (var user = 1; user <= PostOffice.AccountCount; user++)
        {
            var address = $"user{user}@postamt.test";
            using var client = await OpenAsync(office, address);
            await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
            foreach (var mail in await client.Inbox.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.UniqueId, Token))
            {
                if (mail.Envelope?.MessageId is not { } id || !id.EndsWith(Letter.IdDomain, StringComparison.Ordinal))
                    continue;
                copies[(id, address)] = copies.GetValueOrDefault((id, address)) + 1;
                if (mail.UniqueId.Id % 10 == 0 && journal.Deliveries.TryGetValue((id, address), out var sent) && !Ends(await BytesAsync(client.Inbox, mail.UniqueId), sent))
                    damaged.Add(id);
            }
        }

        return new Findings(
            journal.Deliveries.Count,
            [.. journal.Deliveries.Keys.Where(key => !copies.ContainsKey(key)).Select(Name)],
            [.. copies.SelectMany(copy => Enumerable.Repeat(Name(copy.Key), copy.Value - 1))],
            damaged,
            [.. copies.Keys.Where(key => !journal.Deliveries.ContainsKey(key)).Select(Name)]);
    }

    public static async Task<ImapClient> OpenAsync(PostOffice office, string address)
    {
        var client = new ImapClient { ServerCertificateValidationCallback = (_, _, _, _) => true, Timeout = 30_000 };
        await client.ConnectAsync(office["imaps"].Address.ToString(), office["imaps"].Port, SecureSocketOptions.SslOnConnect, Token);
        await client.AuthenticateAsync(address, PostOffice.Password, Token);
        return client;
    }

    public static async Task<byte[]> BytesAsync(IMailFolder folder, UniqueId id)
    {
        using var stream = await folder.GetStreamAsync(id, "", Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }

    private static bool Ends(byte[] stored, (int Length, byte[] Hash) sent) =>
        stored.Length >= sent.Length && SHA256.HashData(stored.AsSpan(stored.Length - sent.Length)).AsSpan().SequenceEqual(sent.Hash);

    private static string Name((string Id, string Mailbox) key) => $"{key.Id}>{key.Mailbox}";
}
