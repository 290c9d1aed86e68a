using System.CommandLine;

namespace Postamt.Server.Options;

/// <summary>The start options as flags; a flag goes before its environment variable, that before <c>postamt.json</c>.</summary>
internal sealed class StartFlags
{
    internal Option<string?> Data { get; } = new("--data") { Description = "Folder with everything this post office keeps (default ./data)", HelpName = "DIR" };

    internal Option<string?> Database { get; } = new("--database") { Description = "PostgreSQL instead of the data folder, as in \"Host=127.0.0.1;Database=postamt;Username=postamt\"", HelpName = "TEXT" };

    internal Option<string?> Copies { get; } = new("--copies") { Description = "With --database: 2 (default) accepts mail only while a standby has it too, 1 with one PostgreSQL", HelpName = "1|2" };

    internal Option<string?> HostName { get; } = new("--hostname") { Description = "This server's full name, as in mail.example.com", HelpName = "NAME" };

    internal Option<string[]> Listen { get; } = new("--listen") { Description = "Where a protocol listens; NAME=off closes it; may be given several times", HelpName = "NAME=ADDR:PORT" };

    internal Option<string?> Node { get; } = new("--node") { Description = "This node's name (default node1)", HelpName = "NAME" };

    internal Option<string?> Roles { get; } = new("--roles") { Description = "What this node does: intake, delivery, access, comma separated (default all)", HelpName = "ROLE,…" };

    internal Option<string?> SecretKey { get; } = new("--secret-key") { Description = "File with the key that seals secrets (default DIR/secret.key)", HelpName = "FILE" };

    internal Option<string?> ContentKey { get; } = new("--content-key") { Description = "File with the keys that contents are encrypted with (default: they are not)", HelpName = "FILE" };

    internal Option<string?> TrustedProxies { get; } = new("--trusted-proxies") { Description = "Networks whose PROXY headers are believed, comma separated", HelpName = "CIDR,…" };

    internal Option<string?> MetricsFrom { get; } = new("--metrics-from") { Description = "Networks that may read /metrics, comma separated, besides this machine", HelpName = "CIDR,…" };

    internal Option<string?> DnsServers { get; } = new("--dns") { Description = "DNS servers, comma separated (default: the machine's own)", HelpName = "ADDR:PORT,…" };

    internal Option<string?> Certificate { get; } = new("--certificate") { Description = "Certificate chain, PEM", HelpName = "FILE" };

    internal Option<string?> CertificateKey { get; } = new("--certificate-key") { Description = "Its private key, PEM", HelpName = "FILE" };

    internal Option<bool> PrivateNetworks { get; } = new("--private-networks") { Description = "Deliver to loopback and private addresses when DNS names them" };

    internal Option<bool> SpareLoopback { get; } = new("--spare-loopback") { Description = "Clients on this machine count against no limit; for trying out and measuring" };

    internal Option<bool> Scram { get; } = new("--scram") { Description = "Announce SCRAM sign-in; only where everybody uses app passwords" };

    internal Option<string?> LogLevel { get; } = new("--log") { Description = "Least level that is logged: trace (with what peers say, secrets masked), debug, information, warning, error", HelpName = "LEVEL" };

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { Data, Database, Copies, HostName, Listen, Node, Roles, SecretKey, ContentKey, TrustedProxies, MetricsFrom, DnsServers, Certificate, CertificateKey, PrivateNetworks, SpareLoopback, Scram, LogLevel }) command.Options.Add(option);
    }

    /// <summary>Whether somebody said how this host is called.</summary>
    internal bool NamesHost(ParseResult parsed) => parsed.GetValue(HostName) is not null || new OptionSource(parsed.GetValue(Data)).Text("hostname") is not null;

    /// <exception cref="OptionException">One of them cannot be used.</exception>
    internal StartOptions Read(ParseResult parsed, IReadOnlyList<Listening> standard)
    {
        var source = new OptionSource(parsed.GetValue(Data));
        var listen = parsed.GetValue(Listen) is { Length: > 0 } given ? given : source.List("listen");
        var roles = OptionText.Roles(parsed.GetValue(Roles) ?? source.Text("roles"));
        var options = new StartOptions
        {
            Data = source.Data,
            Database = parsed.GetValue(Database) ?? source.Text("database"),
            Copies = OptionText.Copies(parsed.GetValue(Copies) ?? source.Text("copies")),
            Node = parsed.GetValue(Node) ?? source.Text("node") ?? "node1",
            Roles = roles,
            Listen = Listening.Of(roles, Listening.Merge(standard, [.. listen.Select(Listening.Parse)])),
            SecretKeyFile = parsed.GetValue(SecretKey) ?? source.Text("secret-key"),
            ContentKeyFile = parsed.GetValue(ContentKey) ?? source.Text("content-key"),
            TrustedProxies = OptionText.Networks("--trusted-proxies", parsed.GetValue(TrustedProxies) ?? source.Text("trusted-proxies")),
            MetricsFrom = OptionText.Networks("--metrics-from", parsed.GetValue(MetricsFrom) ?? source.Text("metrics-from")),
            DnsServers = OptionText.EndPoints("--dns", parsed.GetValue(DnsServers) ?? source.Text("dns")),
            Certificate = parsed.GetValue(Certificate) ?? source.Text("certificate"),
            CertificateKey = parsed.GetValue(CertificateKey) ?? source.Text("certificate-key"),
            Scram = parsed.GetValue(Scram) || source.Text("scram") == "true",
            PrivateNetworks = parsed.GetValue(PrivateNetworks) || source.Text("private-networks") == "true",
            SpareLoopback = parsed.GetValue(SpareLoopback) || source.Text("spare-loopback") == "true",
            LogLevel = OptionText.Level(parsed.GetValue(LogLevel) ?? source.Text("log")),
        };
        if ((options.Certificate is null) != (options.CertificateKey is null))
            throw new OptionException("--certificate and --certificate-key belong together; give both or none.");
        if (options.Database is null && roles != NodeRoles.All)
            throw new OptionException("--roles: one machine alone does everything; roles are for nodes that share a --database.");
        return (parsed.GetValue(HostName) ?? source.Text("hostname")) is { } name ? options with { HostName = name } : options;
    }
}
