using System.Security.Cryptography;
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
using Postamt.Mail.Addresses;
using Postamt.Ram;

namespace Postamt.Directory.Tests;

/// <summary>
/// A house with two companies: one.example with an account of each role, two.example with an administrator and a member, and an operator, whose
/// account is in the first.
/// </summary>
public sealed class TwoCompanies : IAsyncDisposable
{
    public static readonly Actor Root = Actor.Operator("root");

    private TwoCompanies()
    {
        Office = new RamPostOffice(Time, Random);
        Hashing = new PasswordHashing(Time, Random);
        Operations = new DirectoryOperations(Office.Directory, Changes, Hashing, Random, NullLogger<DirectoryOperations>.Instance);
        Book = new AddressBook(Office.Directory, Changes, Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public RamPostOffice Office { get; }

    public LocalDirectoryChanges Changes { get; } = new();

    public PasswordHashing Hashing { get; }

    public DirectoryOperations Operations { get; }

    public AddressBook Book { get; }

    public Company One { get; private set; } = null!;

    public Company Two { get; private set; } = null!;

    public Account Member { get; private set; } = null!;

    public Account Other { get; private set; } = null!;

    public Account HelpDesk { get; private set; } = null!;

    public Account Administrator { get; private set; } = null!;

    public Account Operator { get; private set; } = null!;

    public Account Foreigner { get; private set; } = null!;

    public Account ForeignAdministrator { get; private set; } = null!;

    /// <param name="before">A domain that was there before them.</param>
    public static async Task<TwoCompanies> OpenAsync(string? before = null)
    {
        var house = new TwoCompanies();
        if (before is not null) await house.DoAsync(new CreateDomain((await house.DoAsync(new CreateCompany("Before"))).Id, DomainName.Parse(before)));
        house.One = await house.DoAsync(new CreateCompany("One", "de", "Europe/Berlin"));
        house.Two = await house.DoAsync(new CreateCompany("Two"));
        await house.DoAsync(new CreateDomain(house.One.Id, DomainName.Parse("one.example")));
        await house.DoAsync(new CreateDomain(house.Two.Id, DomainName.Parse("two.example")));
        house.Member = await house.AccountAsync("anna@one.example", Role.Member);
        house.Other = await house.AccountAsync("bert@one.example", Role.Member);
        house.HelpDesk = await house.AccountAsync("help@one.example", Role.HelpDesk);
        house.Administrator = await house.AccountAsync("chef@one.example", Role.CompanyAdministrator);
        house.Operator = await house.AccountAsync("ops@one.example", Role.Operator);
        house.Foreigner = await house.AccountAsync("anna@two.example", Role.Member);
        house.ForeignAdministrator = await house.AccountAsync("chef@two.example", Role.CompanyAdministrator);
        return house;
    }

    public static Actor As(Account account) => new(ActorKind.Account, account.PrimaryAddress.ToString(), account.Id, account.Company);

    public async Task<Account> AccountAsync(string address, Role role)
    {
        var account = await DoAsync(new CreateAccount(EmailAddress.Parse(address)));
        if (role != Role.Member) await DoAsync(new SetRole(account.Id, role));
        return account;
    }

    public Task<T> DoAsync<T>(Operation<T> operation) => DoAsync(operation, Root);

    public async Task<T> DoAsync<T>(Operation<T> operation, Actor actor)
    {
        var result = await Operations.RunAsync(operation, actor);
        return result is OperationResult<T>.Done done ? done.Value : throw new InvalidOperationException($"{operation}: {result}");
    }

    public Task<string> CodeAsync<T>(Operation<T> operation) => CodeAsync(operation, Root);

    /// <summary>The refusal's code; "done" when there was none.</summary>
    public async Task<string> CodeAsync<T>(Operation<T> operation, Actor actor) =>
        await Operations.RunAsync(operation, actor) is OperationResult<T>.Refused refused ? refused.Code : "done";

    public async Task<T> AskAsync<T>(Query<T> query, Actor actor) =>
        await Operations.AskAsync(query, actor, CancellationToken.None) is OperationResult<T>.Done done ? done.Value : throw new InvalidOperationException($"{query} was refused");

    public async Task<string> CodeAsync<T>(Query<T> query, Actor actor) =>
        await Operations.AskAsync(query, actor, CancellationToken.None) is OperationResult<T>.Refused refused ? refused.Code : "done";

    public Task<Authenticator> AuthenticatorAsync(LoginThrottleOptions? options = null) =>
        Authenticator.CreateAsync(Office.Directory, Office.Secrets, Hashing, Changes, options ?? new LoginThrottleOptions(), Time, Random, NullLogger<Authenticator>.Instance, CancellationToken.None).AsTask();

    public ValueTask DisposeAsync()
    {
        Book.Dispose();
        Hashing.Dispose();
        Office.Directory.Dispose();
        Random.Dispose();
        return ValueTask.CompletedTask;
    }
}
