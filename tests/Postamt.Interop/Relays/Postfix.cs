using System.Net;
using System.Net.Sockets;
using Postamt.Interop.Programs;

namespace Postamt.Interop.Relays;

/// <summary>
/// A real Postfix with its configuration, queue and mailboxes in a folder of its own, on a loopback port. It takes every
/// recipient of its domain and files into one mbox; everything else goes to <c>relayhost</c> when one is given.
/// Needs root, because Postfix drops rights by itself.
/// </summary>
internal sealed class Postfix : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly PostfixOptions _options;

    private Postfix(TempFolder folder, PostfixOptions options)
    {
        _folder = folder;
        _options = options;
    }

    public string Domain => _options.Domain;

    public IPAddress Address => _options.EndPoint.Address;

    public int Port => _options.EndPoint.Port;

    /// <summary>Connections it has seen so far.</summary>
    public int Connections => Log.Split('\n').Count(line => line.Contains(": connect from ", StringComparison.Ordinal));

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string Mailbox => Path.Combine(_folder.Path, "mail", "all");

    private string LogFile => Path.Combine(_folder.Path, "log");

    public static async Task<Postfix> StartAsync(PostfixOptions? options = null)
    {
        options ??= new PostfixOptions();
        ForeignProgram.Require("postfix");
        Assert.SkipUnless(Environment.UserName == "root", "Postfix needs root");
        var folder = new TempFolder();
        foreach (var name in new[] { "etc", "queue", "data", "mail" })
            Directory.CreateDirectory(Path.Combine(folder.Path, name));
        if (options.EndPoint.Port == 0)
            options = options with { EndPoint = new IPEndPoint(options.EndPoint.Address, FreePort()) };
        var postfix = new Postfix(folder, options);
        await postfix.ConfigureAsync();
        var started = await ForeignProgram.RunAsync("postfix", ["-c", Path.Combine(folder.Path, "etc"), "start"]);
        Assert.True(started.ExitCode == 0, started + postfix.Log);
        return postfix;
    }

    /// <summary>Waits for mails in the mbox and gives them with CRLF lines, without the separator line and the trailing blank one.</summary>
    public async Task<IReadOnlyList<string>> MailsAsync(int count) =>
        await Eventually.HasAsync($"mail number {count} at Postfix\n{Log}", async () =>
        {
            if (!File.Exists(Mailbox))
                return null;
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Mailbox, TestContext.Current.CancellationToken));
            var mails = ("\n" + text).Split("\nFrom ", StringSplitOptions.RemoveEmptyEntries)
                .Select(mail => mail[(mail.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd('\n').Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n").ToList();
            return mails.Count >= count && text.EndsWith("\n\n", StringComparison.Ordinal) ? mails : null;
        });

    /// <summary>Changes main.cf and has it read anew.</summary>
    public async Task SetAsync(string parameter, string value)
    {
        var etc = Path.Combine(_folder.Path, "etc");
        await ForeignProgram.RunAsync("postconf", ["-c", etc, "-e", $"{parameter}={value}"]);
        var result = await ForeignProgram.RunAsync("postfix", ["-c", etc, "reload"]);
        Assert.True(result.ExitCode == 0, result + Log);
    }

    /// <summary>Hands a mail to Postfix's own queue, as a program on that machine does.</summary>
    public async Task SubmitAsync(string from, string to, string file)
    {
        var result = await ForeignProgram.RunAsync("swaks", ["--server", $"{Address}", "--port", $"{Port}", "--from", from, "--to", to, "--data", "@" + file, "--suppress-data"]);
        Assert.True(result.ExitCode == 0, result + Log);
    }

    public async ValueTask DisposeAsync()
    {
        // "postfix stop" reads the pid of our own master from our own queue folder.
        await ForeignProgram.RunAsync("postfix", ["-c", Path.Combine(_folder.Path, "etc"), "stop"]);
        _folder.Dispose();
    }

    // Postfix cannot be given port 0: a port is taken from the kernel and let go just before.
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ConfigureAsync()
    {
        var root = _folder.Path;
        var (certificate, key) = (Path.Combine(root, "etc", "cert.pem"), Path.Combine(root, "etc", "key.pem"));
        if (_options.StartTls)
            await ForeignProgram.RunAsync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mx.remote.example", "-keyout", key, "-out", certificate]);
        _folder.File("etc/master.cf", Services());
        _folder.File("etc/main.cf", $"""
            compatibility_level = 3.6
            queue_directory = {root}/queue
            data_directory = {root}/data
            maillog_file = {LogFile}
            maillog_file_prefixes = {root}
            import_environment = MAIL_CONFIG={root}/etc
            multi_instance_enable = no
            inet_interfaces = loopback-only
            inet_protocols = ipv4
            myhostname = mx.remote.example
            mydestination =
            mynetworks = 127.0.0.0/8
            virtual_mailbox_domains = {Domain}
            virtual_mailbox_base = {root}/mail
            virtual_mailbox_maps = static:all
            virtual_mailbox_limit = 0
            virtual_minimum_uid = 1
            virtual_uid_maps = static:{await IdAsync("-u")}
            virtual_gid_maps = static:{await IdAsync("-g")}
            message_size_limit = 104857600
            smtpd_recipient_restrictions = permit_mynetworks, reject
            relayhost = {_options.RelayHost}
            smtp_tls_security_level = may
            smtp_dns_support_level = disabled
            {(_options.StartTls ? $"smtpd_tls_security_level = may\nsmtpd_tls_received_header = yes\nsmtpd_tls_cert_file = {certificate}\nsmtpd_tls_key_file = {key}" : "")}
            {string.Join('\n', _options.More)}

            """);
        await ForeignProgram.RunAsync("chmod", ["755", root]);
        await ForeignProgram.RunAsync("chown", ["postfix", Path.Combine(root, "data")]);
        await ForeignProgram.RunAsync("chown", ["nobody", Path.Combine(root, "mail")]);
    }

    /// <summary>The distribution's own services, with our port in place of the standard one and without chroot.</summary>
    private string Services()
    {
        var lines = new List<string> { $"{Address}:{Port} inet n - n - - smtpd" };
        foreach (var line in File.ReadLines("/usr/share/postfix/master.cf.dist").Where(line => !line.StartsWith('#') && !char.IsWhiteSpace(line.FirstOrDefault(' '))))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns[1] == "inet" || columns[7] == "pipe")
                continue;
            columns[4] = "n";
            lines.Add(string.Join(' ', columns));
        }

        return string.Join('\n', lines) + "\n";
    }

    private static async Task<string> IdAsync(string kind) => (await ForeignProgram.RunAsync("id", [kind, "nobody"])).Text.Trim();
}
