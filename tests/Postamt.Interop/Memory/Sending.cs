using Postamt.Interop.Running;

namespace Postamt.Interop.Memory;

/// <summary>The four ways a mail comes in.</summary>
internal static class Sending
{
    public static Task ByAsync(string way, PostOffice office, Account account, LargeMail mail) => way switch
    {
        "DATA" => DataAsync(office["smtp"], "EHLO", account, mail),
        "LMTP" => DataAsync(office["lmtp"], "LHLO", account, mail),
        "BDAT" => BdatAsync(office["smtp"], account, mail),
        "APPEND" => AppendAsync(office, account, mail),
        _ => throw new ArgumentException(way, nameof(way)),
    };

    private static async Task<Dialog> BeginAsync(Listener listener, string greeting, Account account)
    {
        var dialog = await Dialog.OpenAsync(listener);
        await dialog.SmtpAsync("", "220");
        await dialog.SmtpAsync($"{greeting} client.interop.example\r\n", "250");
        await dialog.SmtpAsync("MAIL FROM:<sender@interop.example>\r\n", "250");
        await dialog.SmtpAsync($"RCPT TO:<{account.Address}>\r\n", "250");
        return dialog;
    }

    private static async Task DataAsync(Listener listener, string greeting, Account account, LargeMail mail)
    {
        await using var dialog = await BeginAsync(listener, greeting, account);
        await dialog.SmtpAsync("DATA\r\n", "354");
        foreach (var piece in mail.Pieces()) await dialog.SendAsync(piece);
        await dialog.SmtpAsync(".\r\n", "250");
    }

    private static async Task BdatAsync(Listener listener, Account account, LargeMail mail)
    {
        await using var dialog = await BeginAsync(listener, "EHLO", account);
        foreach (var piece in mail.Pieces())
        {
            await dialog.SendAsync($"BDAT {piece.Length}\r\n");
            await dialog.SendAsync(piece);
            await dialog.SmtpAsync("", "250");
        }
        await dialog.SmtpAsync("BDAT 0 LAST\r\n", "250");
    }

    private static async Task AppendAsync(PostOffice office, Account account, LargeMail mail)
    {
        await using var dialog = await Dialog.ImapAsync(office, account);
        await dialog.SendAsync($"t APPEND INBOX {{{mail.Length}}}\r\n");
        Assert.StartsWith("+", await dialog.ReadLineAsync(), StringComparison.Ordinal);
        foreach (var piece in mail.Pieces()) await dialog.SendAsync(piece);
        await dialog.SendAsync("\r\n");
        await dialog.AnswerAsync("APPEND");
    }
}
