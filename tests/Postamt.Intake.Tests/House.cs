using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Lookups;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Roles;
using Postamt.Intake.Decisions;
using Postamt.Mail.Addresses;
using Postamt.Queue.Accepting;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Ram;
using Postamt.Screening;
using Postamt.Screening.Content;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Spooling;

namespace Postamt.Intake.Tests;

/// <summary>A post office with two companies, one.example (anna, bert, chef) and two.example (anna, chef), behind the real intake.</summary>
internal sealed class House : IAsyncDisposable
{
    internal const string Host = "mail.house.example";
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly LocalDirectoryChanges _changes = new();
    private readonly PasswordHashing _hashing;
    private readonly DirectoryOperations _operations;
    private readonly AddressBook _book;
    private readonly RecipientGuesses _guesses;

    private House()
    {
        Office = new RamPostOffice(Time, _random);
        _hashing = new PasswordHashing(Time, _random);
        _operations = new DirectoryOperations(Office.Directory, _changes, _hashing, _random, NullLogger<DirectoryOperations>.Instance);
        _book = new AddressBook(Office.Directory, _changes, Time);
        _guesses = new RecipientGuesses(new IntakeLimits(), Time);
        Screening = new Screen(null, [new HopsCheck()], null, new ScreeningLimits(), Time, NullLogger<Screen>.Instance);
        (Acceptance, Quotas, Spool) = (Office.Mail.Acceptance, Office.Store, Office.Store.Spool);
    }

    /// <summary>Whatever the address book remembers it asks for again.</summary>
    internal void Forget() => _changes.Publish(DirectoryChanged.Everything);

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    internal RamPostOffice Office { get; }

    /// <summary>Set before a conversation begins: what the intake works with.</summary>
    internal IAcceptance Acceptance { get; set; }

    internal IQuotas Quotas { get; set; }

    internal ISpool Spool { get; set; }

    internal IScreening Screening { get; set; }

    internal Company One { get; private set; } = null!;

    internal Company Two { get; private set; } = null!;

    internal Account Anna { get; private set; } = null!;

    internal Account Bert { get; private set; } = null!;

    internal Account Chef { get; private set; } = null!;

    internal Account OtherAnna { get; private set; } = null!;

    internal IntakeServices Services => new(
        DomainName.Parse(Host), _book, Quotas, Spool, Screening, Acceptance, new IntakeLimits(), Time, _random, Loggers.CreateLogger("Postamt.Intake"))
    { Guesses = _guesses };

    /// <summary>Set before a conversation begins.</summary>
    internal ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    internal static async Task<House> OpenAsync()
    {
        var house = new House();
        house.One = await house.DoAsync(new CreateCompany("One"));
        house.Two = await house.DoAsync(new CreateCompany("Two"));
        await house.DoAsync(new CreateDomain(house.One.Id, DomainName.Parse("one.example")));
        await house.DoAsync(new CreateDomain(house.Two.Id, DomainName.Parse("two.example")));
        house.Anna = await house.AccountAsync("anna@one.example");
        house.Bert = await house.AccountAsync("bert@one.example");
        house.Chef = await house.AccountAsync("chef@one.example");
        house.OtherAnna = await house.AccountAsync("anna@two.example");
        foreach (var chef in new[] { house.Chef, await house.AccountAsync("chef@two.example") })
            await house.DoAsync(new SetRole(chef.Id, Role.CompanyAdministrator));
        return house;
    }

    internal async Task<Account> AccountAsync(string address) => await DoAsync(new CreateAccount(EmailAddress.Parse(address)));

    internal async Task<T> DoAsync<T>(Operation<T> operation) => await _operations.RunAsync(operation, Actor.Operator("root")) is OperationResult<T>.Done done
        ? done.Value
        : throw new InvalidOperationException($"{operation} was refused");

    internal void SetQuota(Account account, long octets) => Office.Store.SetQuota(account.Id, octets);

    /// <summary>What the directory knows of somebody who gave the right password.</summary>
    internal LoginIdentity? Login(string name) => new[] { Anna, Bert, Chef, OtherAnna }.FirstOrDefault(account => account.PrimaryAddress.ToString() == name) is { } account
        ? new LoginIdentity(account.Id, account.Company, name, new CredentialId(1), CredentialScopes.Smtp, Role.Member)
        : null;

    internal async Task<IReadOnlyList<QueueRow>> QueueAsync() =>
        (await Office.Mail.QueueInspection.ListAsync(null, new QueueRecipientId(0), 10_000, CancellationToken.None)).Value;

    /// <summary>Mails in all mailboxes of an account.</summary>
    internal async Task<long> CountAsync(Account account) => (await MailboxesAsync(account)).Sum(mailbox => mailbox.Messages);

    /// <summary>Mails in the INBOXes of all accounts together.</summary>
    internal async Task<long> CountAllAsync() => await CountAsync(Anna) + await CountAsync(Bert) + await CountAsync(Chef) + await CountAsync(OtherAnna);

    /// <summary>The only mail in the account's mailbox of a role: what stands before the content, and the content.</summary>
    internal async Task<(string Prefix, byte[] Content)> OnlyMailAsync(Account account, MailboxRole role = MailboxRole.Inbox)
    {
        var mailbox = (await MailboxesAsync(account)).Single(each => each.Role == role);
        ImmutableArray<UidRange> all = [new UidRange(1, uint.MaxValue)];
        var rows = (await Office.Store.Messages.ReadAsync(account.Id, mailbox.Id, all, MessageColumns.Facts | MessageColumns.Prefix, 10, CancellationToken.None)).Value;
        var row = Assert.Single(rows);
        await using var reader = (await Office.Store.OpenAsync(row.Blob, CancellationToken.None)).Value;
        var content = new byte[reader.Length];
        Assert.Equal(content.Length, await reader.ReadAsync(0, content, CancellationToken.None));
        return (Encoding.UTF8.GetString(row.Prefix.Span), content);
    }

    /// <summary>Nothing was taken: no mail filed, no row queued, no line in the ledger.</summary>
    internal async Task AssertNothingTakenAsync()
    {
        Assert.Equal(0, await CountAllAsync());
        Assert.Empty(await QueueAsync());
        Assert.Equal(0, (await Office.Mail.Ledger.VerifyAsync(true, CancellationToken.None)).Value.Rows);
    }

    public ValueTask DisposeAsync()
    {
        _book.Dispose();
        _hashing.Dispose();
        Office.Directory.Dispose();
        _random.Dispose();
        return default;
    }

    private async Task<IReadOnlyList<MailboxInfo>> MailboxesAsync(Account account) =>
        (await Office.Store.Mailboxes.ListAsync(account.Id, CancellationToken.None)).Value.Mailboxes;
}
