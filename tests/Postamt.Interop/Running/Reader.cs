using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Postamt.Interop.Programs;

namespace Postamt.Interop.Running;

/// <summary>The second program that reads back what another one sent: MailKit's IMAP client over implicit TLS.</summary>
internal static class Reader
{
    public static Task<ImapClient> OpenAsync(PostOffice office, Account account) => OpenAsync(office["imaps"], account);

    public static async Task<ImapClient> OpenAsync(Listener imaps, Account account)
    {
        var client = new ImapClient { ServerCertificateValidationCallback = (_, _, _, _) => true, Timeout = (int)ForeignProgram.Limit.TotalMilliseconds };
        await client.ConnectAsync(imaps.Host, imaps.Port, SecureSocketOptions.SslOnConnect, TestContext.Current.CancellationToken);
        await client.AuthenticateAsync(account.Address, account.Password, TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Waits for the account's INBOX to have <paramref name="count"/> mails and gives their octets in the order they came.</summary>
    public static async Task<IReadOnlyList<byte[]>> MailsAsync(PostOffice office, Account account, int count)
    {
        using var client = await OpenAsync(office, account);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, TestContext.Current.CancellationToken);
        var ids = await Eventually.HasAsync($"mail number {count} for {account.Address}; log:\n{office.Log}", async () =>
        {
            await client.NoOpAsync(TestContext.Current.CancellationToken);
            return client.Inbox.Count >= count ? await client.Inbox.SearchAsync(SearchQuery.All, TestContext.Current.CancellationToken) : null;
        });
        Assert.Equal(count, ids.Count);
        var mails = new List<byte[]>();
        foreach (var id in ids)
            mails.Add(await BytesAsync(client.Inbox, id));
        return mails;
    }

    public static async Task<byte[]> BytesAsync(IMailFolder folder, UniqueId id)
    {
        using var stream = await folder.GetStreamAsync(id, "", TestContext.Current.CancellationToken);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }
}
