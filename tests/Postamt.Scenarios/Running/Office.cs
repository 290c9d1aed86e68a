using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Identity;
using Postamt.Delivery.Remote;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Credentials;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Groups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Net.Tls;
using Postamt.PostgresServer;
using Postamt.Queue.Inspection;
using Postamt.Queue.Ledger;
using Postamt.Queue.Running;
using Postamt.Screening.Dkim.Keys;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Verbs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.TestWire;

[assembly: AssemblyFixture(typeof(DatabaseHouse))]

namespace Postamt.Scenarios.Running;

/// <summary>
/// A whole post office in this process, wired as the program wires it: its data in a folder or a database of its own, no sockets, a clock the
/// test moves, names and servers the test makes up. When it closes, its ledger is proved and its log is free of errors.
/// </summary>
internal sealed class Office : IAsyncDisposable
{
    public const string Domain = "here.example";

    public const string OwnAddress = "198.51.100.25";

    private static readonly Actor Self = Actor.System("scenario");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TlsCertificates Certificates = TestCertificates.For("mail." + Domain);

    private readonly Dictionary<string, AccountId> _accounts = [];
    private readonly Dictionary<string, string> _passwords = [];
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("postamt-scenario-").FullName;
    private string? _database;
    private OfficeData _data = null!;
    private OfficeService _service = null!;
    private WatchedQueue _queue = null!;

    private Office()
    {
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    public Internet Internet { get; } = new();

    public KeptLog Log { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A company with one domain and nobody in it.</summary>
    public static async Task<Office> OpenAsync()
    {
        var office = new Office();
        if (DatabaseHouse.IsWanted)
        {
            Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
            office._database = await (await DatabaseHouse.DatabasesAsync()).TakeAsync();
        }
        await office.StartAsync();
        await office.AddCompanyAsync("Here", Domain);
        return office;
    }

    /// <summary>The program ends and is started again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
        await RestAsync();
    }

    public async Task AddCompanyAsync(string name, string domain) =>
        await DoAsync(new CreateDomain((await DoAsync(new CreateCompany(name))).Id, DomainName.Parse(domain)));

    /// <param name="address">A name at our domain, or a whole address.</param>
    public async Task AddPersonAsync(string address, string? locale = null, long quota = 0)
    {
        var account = await DoAsync(new CreateAccount(Parse(address), Locale: locale, QuotaOctets: quota));
        _accounts[address] = account.Id;
        // Made by us, these are checked without the price of a person's password.
        _passwords[address] = (await DoAsync(new CreateAppPassword(account.Id, "scenario"))).Password.Value;
    }

    public async Task AddAliasAsync(string person, string alias) => await DoAsync(new AddAlias(_accounts[person], Parse(alias)));

    public async Task AddGroupAsync(string group, params string[] members)
    {
        await DoAsync(new CreateGroup(Parse(group)));
        await AddMembersAsync(group, members);
    }

    public async Task AddMembersAsync(string group, params string[] members) => await DoAsync(new SetGroup(Parse(group), Add: [.. members.Select(Parse)]));

    public async Task CatchAllAsync(string person) => await DoAsync(new SetDomain(DomainName.Parse(Domain), CatchAll: Parse(person)));

    /// <summary>Mail for the domain goes to that host, signed in and over TLS.</summary>
    public async Task SetRouteAsync(string domain, string host, string password)
    {
        await _data.Directory.Settings.WriteAsync(SettingRoutes.SettingName, CompanyId.Installation, $$"""[{"domain":"{{domain}}","host":"{{host}}","user":"us"}]""", Self, Token);
        await _data.Secrets.WriteAsync(CompanyId.Installation, "delivery.route." + host, Encoding.UTF8.GetBytes(password), Self, Token);
        // Settings are in force within a second.
        await PassAsync(TimeSpan.FromSeconds(2));
    }

    public async Task SetStateAsync(string person, EntityState state) => await DoAsync(new SetAccount(_accounts[person], State: state));

    public async Task RemovePersonAsync(string person) => await DoAsync(new RemoveAccount(_accounts[person]));

    /// <summary>Hands a mail in as somebody who signed in, and waits until nothing is due any more.</summary>
    public Task<Answers> SubmitAsync(string person, params string[] to) => SubmitAsync(new Letter($"{Parse(person)}", to));

    /// <summary>As somebody who signed in; everything is taken.</summary>
    public async Task<Answers> SubmitAsync(Letter letter)
    {
        await using var talk = new Talk(_service.Protocols.ByName["submission"], "submission", Certificates, Time);
        var password = _passwords.First(each => $"{Parse(each.Key)}" == letter.From).Value;
        // RFC 6409 8: whoever submits says who he is.
        var answers = await talk.HandInAsync(letter with { Content = $"From: <{letter.From}>\r\n{letter.Content}" }, password);
        Assert.All(answers.Recipients.Append(answers.Final), reply => Assert.StartsWith("250", reply, StringComparison.Ordinal));
        return await RestedAsync(answers);
    }

    /// <summary>A stranger's mail comes to our front door; waits until nothing is due any more.</summary>
    public Task<Answers> ArriveAsync(string from, params string[] to) => ArriveAsync(new Letter(from, [.. to.Select(one => $"{Parse(one)}")]));

    public async Task<Answers> ArriveAsync(Letter letter)
    {
        await using var talk = new Talk(_service.Protocols.ByName["smtp"], "smtp", Certificates, Time);
        return await RestedAsync(await talk.HandInAsync(letter, null));
    }

    /// <summary>A key that waits for its record.</summary>
    public async Task<DkimKeyEntry> MakeKeyAsync(string domain, bool isEd25519 = false) =>
        await _data.DkimKeys.CreateAsync(await CompanyOfAsync(domain), DomainName.Parse(domain), isEd25519, null, Self, Token);

    /// <summary>What the server does with a domain's keys each hour.</summary>
    public async Task TurnKeysAsync(string domain) => await DkimKeyVerbs.Rotation(_data).TurnAsync(await CompanyOfAsync(domain), DomainName.Parse(domain), null, Token);

    /// <summary>From now on the domain's mail is signed with a new key, which is in DNS.</summary>
    public async Task SignAsync(string domain, bool isEd25519 = false)
    {
        var key = await MakeKeyAsync(domain, isEd25519);
        Internet.Dns.Txt(key.RecordName, key.Record);
        await TurnKeysAsync(domain);
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<string>> KeyStatesAsync(string domain) =>
        [.. (await _data.DkimKeys.ListAsync(await CompanyOfAsync(domain), DomainName.Parse(domain), Token)).Select(key => key.State.ToString())];

    private async Task<CompanyId> CompanyOfAsync(string domain) =>
        Assert.IsType<Lookup<MailDomain>.Found>(await _data.Addresses.FindDomainAsync(DomainName.Parse(domain), Token)).Value.Company;

    /// <summary>Time passes; then what is due is done.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await RestAsync();
    }

    /// <summary>Time passes until the queue has something to do, and it is done. False: the queue is empty.</summary>
    public async Task<bool> NextAsync()
    {
        if ((await _queue.NextDueAsync(Token)).Value is not { } due) return false;
        if (due > Time.GetUtcNow()) Time.Advance(due - Time.GetUtcNow());
        await RestAsync();
        return true;
    }

    public async Task RestAsync()
    {
        try
        {
            await _queue.RestAsync().WaitAsync(Patience, Token);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the queue does not come to rest\n{Log}");
        }
    }

    /// <summary>The mails in somebody's INBOX, or another mailbox, in the order they came, trace fields first.</summary>
    public async Task<IReadOnlyList<string>> InboxAsync(string person, string mailbox = "INBOX")
    {
        var account = _accounts[person];
        var box = (await _data.Engine.Mailboxes.FindAsync(account, MailboxName.TryParse(mailbox, out var name) ? name : MailboxName.Inbox, Token)).Value;
        var rows = (await _data.Engine.Messages.ReadAsync(account, box.Id, [new UidRange(1, uint.MaxValue)], MessageColumns.Facts | MessageColumns.Prefix, 1000, Token)).Value;
        var mails = new List<string>();
        foreach (var row in rows)
        {
            await using var reader = (await _data.Engine.Blobs.OpenAsync(row.Blob, Token)).Value;
            var content = new byte[reader.Length];
            await reader.ReadAsync(0, content, Token);
            mails.Add(Encoding.UTF8.GetString(row.Prefix.Span) + Encoding.UTF8.GetString(content));
        }
        return mails;
    }

    /// <summary>The reports in somebody's INBOX, after the time in which failures of one mail are gathered.</summary>
    public async Task<IReadOnlyList<Notice>> NoticesAsync(string person)
    {
        await PassAsync(new QueueLimits().NoticeGather);
        return [.. (await InboxAsync(person)).Where(Notice.IsOne).Select(Notice.Read)];
    }

    public async Task<IReadOnlyList<QueueRow>> QueueAsync() => (await _data.QueueInspection.ListAsync(null, default, 1000, Token)).Value;

    /// <summary>What became of a mail, a word a step: of all its recipients, or of one.</summary>
    public async Task<IReadOnlyList<string>> StepsAsync(Answers mail, string? recipient = null)
    {
        Assert.True(AcceptId.TryParse(mail.Id, out var id), mail.Final);
        var steps = (await _data.Ledger.TraceAsync(new TraceQuery(null, id, null, null, null, 1), Token)).Value;
        return [.. steps.Where(step => recipient is null || step.Recipient == $"{Parse(recipient)}").Select(step => step.Step)];
    }

    public async Task<LedgerBalance> ProveAsync()
    {
        var proof = (await _data.Ledger.VerifyAsync(all: true, Token)).Value;
        Assert.Empty(proof.Violations);
        Assert.True(proof.Holds);
        return proof.Balance;
    }

    public async ValueTask DisposeAsync()
    {
        await ProveAsync();
        Assert.Empty(Log.Errors);
        await StopAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
        if (_database is not null) await (await DatabaseHouse.DatabasesAsync()).GiveAsync(_database);
    }

    private async Task StartAsync()
    {
        var options = new StartOptions { Data = _folder, Database = _database, Copies = 1, HostName = "mail." + Domain, Listen = [] };
        var surroundings = new Surroundings
        {
            Time = Time,
            Resolver = Internet.Dns,
            Dialing = Internet,
            OwnAddresses = [IPAddress.Parse(OwnAddress)],
            Queue = queue => _queue = new WatchedQueue(queue),
        };
        _data = await OfficeData.OpenAsync(options, surroundings, Log, Token);
        _service = await OfficeService.StartAsync(_data, null, Token);
    }

    private async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _data.DisposeAsync();
    }

    private static EmailAddress Parse(string address) => EmailAddress.Parse(address.Contains('@', StringComparison.Ordinal) ? address : $"{address}@{Domain}");

    private async Task<Answers> RestedAsync(Answers answers)
    {
        await RestAsync();
        return answers;
    }

    private async Task<T> DoAsync<T>(Operation<T> operation) => await _data.Operations.RunAsync(operation, Self) switch
    {
        OperationResult<T>.Done { Value: var value } => value,
        OperationResult<T>.Refused refused => throw new InvalidOperationException(refused.Text),
        _ => throw new InvalidOperationException("unknown result"),
    };
}
