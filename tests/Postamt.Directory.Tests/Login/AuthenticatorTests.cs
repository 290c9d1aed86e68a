using System.Net;
using System.Text;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Credentials;

namespace Postamt.Directory.Tests.Login;

public sealed class AuthenticatorTests : HouseTest
{
    private const string Right = "correct horse battery";

    private static readonly LoginPeer Imap = new(IPAddress.Parse("192.0.2.7"), CredentialScopes.Imap);

    private Authenticator? _authenticator;

    private Authenticator Authenticator => _authenticator ?? throw new InvalidOperationException("not started");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _authenticator = await House.AuthenticatorAsync();
        await House.DoAsync(new SetPassword(House.Member.Id, new Secret(Right)));
    }

    public override async ValueTask DisposeAsync()
    {
        await Authenticator.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("anna@one.example")]
    [InlineData("ANNA@One.Example")]
    [InlineData("\uFF21nna@one.example")]
    [InlineData(" anna@one.example ")]
    public async Task A_right_password_signs_in_under_every_spelling_of_the_name(string name)
    {
        var identity = Assert.IsType<LoginResult.Success>(await CheckAsync(name, Right)).Identity;
        Assert.Equal((House.Member.Id, House.One.Id, "anna@one.example", Role.Member), (identity.Account, identity.Company, identity.Name, identity.Role));
    }

    [Theory]
    [Trait("attack", "94")]
    [InlineData("anna@one.example", "wrong password")]
    [InlineData("nobody@one.example", Right)]
    [InlineData("nobody@three.example", Right)]
    [InlineData("anna", Right)]
    [InlineData("", "")]
    [InlineData("anna@one.example", "")]
    [InlineData("bert@one.example", Right)]
    [InlineData("' OR 1=1 --", Right)]
    [InlineData("*)(uid=*", Right)]
    [InlineData("anna＠one.example", Right)]
    [InlineData("anna@one.example", "aaaaa-aaaaa-aaaaa-aaaaa-aaaaaa")]
    [InlineData("nobody@one.example", "aaaaa-aaaaa-aaaaa-aaaaa-aaaaaa")]
    public async Task Every_refusal_is_the_same_value_for_one_read_and_one_hash(string name, string password)
    {
        var (hashes, reads) = (House.Hashing.Hashes, House.Office.Directory.Reads);
        Assert.Equal(new LoginResult.Refused(), await CheckAsync(name, password));
        Assert.Equal((1, 1), (House.Hashing.Hashes - hashes, House.Office.Directory.Reads - reads));
    }

    [Fact]
    [Trait("attack", "95")]
    public async Task A_password_of_a_megabyte_costs_what_any_costs()
    {
        var hashes = House.Hashing.Hashes;
        Assert.IsType<LoginResult.Refused>(await Authenticator.CheckPasswordAsync("anna@one.example", new byte[1 << 20], Imap, Token));
        Assert.Equal(1, House.Hashing.Hashes - hashes);
    }

    [Fact]
    [Trait("attack", "95")]
    public async Task With_all_slots_taken_and_the_queue_full_the_answer_is_later()
    {
        for (var i = 0; i < PasswordHashing.Slots; i++) await House.Hashing.Gate.WaitAsync(Token);
        var waiting = Enumerable.Range(0, PasswordHashing.MaxWaiting).Select(i => CheckAsync($"user{i}@one.example", "x", new IPAddress([10, 1, (byte)i, 1]))).ToList();
        while (House.Hashing.Waiting < PasswordHashing.MaxWaiting) await Task.Yield();
        Assert.IsType<LoginResult.Unavailable>(await CheckAsync("anna@one.example", Right));
        House.Time.Advance(PasswordHashing.MaxWait);
        Assert.All(await Task.WhenAll(waiting), result => Assert.IsType<LoginResult.Unavailable>(result));
        House.Hashing.Gate.Release(PasswordHashing.Slots);
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", Right));
    }

    [Fact]
    public async Task A_fault_of_the_directory_is_later_and_counts_no_failure()
    {
        House.Office.Directory.Fault = "disk";
        for (var i = 0; i < 20; i++) Assert.IsType<LoginResult.Unavailable>(await CheckAsync("anna@one.example", "wrong"));
        House.Office.Directory.Fault = null;
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", Right));
    }

    [Fact]
    public async Task A_second_sign_in_within_five_minutes_costs_no_hash()
    {
        await CheckAsync("anna@one.example", Right);
        var hashes = House.Hashing.Hashes;
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", Right));
        Assert.Equal(0, House.Hashing.Hashes - hashes);
        House.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", Right));
        Assert.Equal(1, House.Hashing.Hashes - hashes);
    }

    [Fact]
    [Trait("attack", "99")]
    public async Task A_changed_password_ends_the_remembered_one_at_once()
    {
        await CheckAsync("anna@one.example", Right);
        await House.DoAsync(new SetPassword(House.Member.Id, new Secret("another password")));
        Assert.IsType<LoginResult.Refused>(await CheckAsync("anna@one.example", Right));
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", "another password"));
    }

    [Fact]
    public async Task A_suspended_account_or_company_ends_the_remembered_sign_in()
    {
        await CheckAsync("anna@one.example", Right);
        await House.DoAsync(new SetAccount(House.Member.Id, State: EntityState.Leaving));
        Assert.IsType<LoginResult.Refused>(await CheckAsync("anna@one.example", Right));
        await House.DoAsync(new SetAccount(House.Member.Id, State: EntityState.Active));
        await CheckAsync("anna@one.example", Right);
        await House.DoAsync(new SetPassword(House.ForeignAdministrator.Id, new Secret(Right)));
        await House.DoAsync(new SetCompany(House.Two.Id, State: EntityState.Suspended));
        Assert.IsType<LoginResult.Refused>(await CheckAsync("chef@two.example", Right));
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", Right));
    }

    [Fact]
    [Trait("attack", "99")]
    public async Task A_remembered_sign_in_serves_no_other_name()
    {
        await House.DoAsync(new SetPassword(House.Other.Id, new Secret("something different")));
        await CheckAsync("anna@one.example", Right);
        Assert.IsType<LoginResult.Refused>(await CheckAsync("bert@one.example", Right));
        Assert.IsType<LoginResult.Refused>(await CheckAsync("anna@one.exampl", "e" + Right));
    }

    [Theory]
    [InlineData(CredentialScopes.Smtp, true)]
    [InlineData(CredentialScopes.Imap, false)]
    [InlineData(CredentialScopes.Web, false)]
    [InlineData(CredentialScopes.None, false)]
    public async Task An_app_password_opens_its_scopes_only(CredentialScopes scope, bool opens)
    {
        var made = await House.DoAsync(new CreateAppPassword(House.Member.Id, "printer", CredentialScopes.Smtp));
        var result = await Authenticator.CheckPasswordAsync("anna@one.example", Encoding.UTF8.GetBytes(made.Password.Value), Imap with { Scope = scope }, Token);
        Assert.Equal(opens, result is LoginResult.Success);
    }

    [Fact]
    public async Task An_app_password_works_as_people_type_it_and_costs_no_hash()
    {
        var made = await House.DoAsync(new CreateAppPassword(House.Member.Id, "phone"));
        Assert.Matches("^[a-z2-7]{5}(-[a-z2-7]{5}){3}-[a-z2-7]{6}$", made.Password.Value);
        var hashes = House.Hashing.Hashes;
        foreach (var typed in new[] { made.Password.Value, made.Password.Value.ToUpperInvariant(), made.Password.Value.Replace("-", "", StringComparison.Ordinal), made.Password.Value.Replace('-', ' ') })
            Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", typed));
        Assert.Equal(hashes, House.Hashing.Hashes);
        Assert.IsType<LoginResult.Refused>(await CheckAsync("bert@one.example", made.Password.Value));
    }

    [Fact]
    public async Task A_removed_or_expired_app_password_is_refused()
    {
        var removed = await House.DoAsync(new CreateAppPassword(House.Member.Id, "old phone"));
        var short_ = await House.DoAsync(new CreateAppPassword(House.Member.Id, "guest", ExpiresAt: House.Time.GetUtcNow().AddMinutes(1)));
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", removed.Password.Value));
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", short_.Password.Value));
        await House.DoAsync(new RemoveCredential(House.Member.Id, removed.Id));
        House.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<LoginResult.Refused>(await CheckAsync("anna@one.example", removed.Password.Value));
        Assert.IsType<LoginResult.Refused>(await CheckAsync("anna@one.example", short_.Password.Value));
    }

    [Fact]
    public async Task With_a_second_factor_the_password_opens_the_web_pages_only()
    {
        await House.Office.Directory.WriteAsync<int>(async rows =>
        {
            await rows.UpdateAccountAsync(House.Member with { SecondFactor = true });
            return new OperationResult<int>.Done(0);
        });
        Assert.IsType<LoginResult.Refused>(await CheckAsync("anna@one.example", Right));
        Assert.IsType<LoginResult.Success>(await Authenticator.CheckPasswordAsync("anna@one.example", Encoding.UTF8.GetBytes(Right), Imap with { Scope = CredentialScopes.Web }, Token));
        var made = await House.DoAsync(new CreateAppPassword(House.Member.Id, "phone"));
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", made.Password.Value));
    }

    [Fact]
    public async Task A_password_with_umlauts_is_one_password_from_every_keyboard()
    {
        await House.DoAsync(new SetPassword(House.Other.Id, new Secret("größe\u00A0zählt")));
        Assert.IsType<LoginResult.Success>(await CheckAsync("bert@one.example", "gro\u0308ße za\u0308hlt"));
    }

    [Fact]
    public async Task Last_use_is_written_once_an_hour()
    {
        for (var i = 0; i < 3; i++) await CheckAsync("anna@one.example", Right);
        await Authenticator.DisposeAsync();
        var first = House.Time.GetUtcNow();
        var shown = await House.AskAsync(new ShowAccount(House.Member.Id), TwoCompanies.Root);
        Assert.Equal(first, Assert.Single(shown.Credentials).LastUsedAt);
    }

    [Fact]
    public async Task Scram_offers_keys_a_client_can_prove_and_welcomes_the_one_that_did()
    {
        var made = await House.DoAsync(new CreateAppPassword(House.Member.Id, "phone"));
        var challenge = await Authenticator.BeginScramAsync("Anna@one.example", Imap, Token);
        Assert.Null(challenge.Unavailable);
        Assert.Null(challenge.RetryAfter);
        var (stored, server) = ScramKeys.Derive(Encoding.UTF8.GetBytes(made.Password.Value), challenge.Salt.Span, challenge.Iterations);
        var key = Assert.Single(challenge.Keys);
        Assert.Equal(stored, key.StoredKey.ToArray());
        Assert.Equal(server, key.ServerKey.ToArray());
        Assert.IsType<LoginResult.Success>(await Authenticator.EndScramAsync(challenge, key, Imap, Token));
        Assert.IsType<LoginResult.Refused>(await Authenticator.EndScramAsync(challenge, null, Imap, Token));
        await House.DoAsync(new RemoveCredential(House.Member.Id, made.Id));
        Assert.IsType<LoginResult.Refused>(await Authenticator.EndScramAsync(challenge, key, Imap, Token));
    }

    [Fact]
    [Trait("attack", "94")]
    public async Task Scram_answers_for_an_unknown_name_stay_the_same_over_restarts_and_look_like_real_ones()
    {
        await House.DoAsync(new CreateAppPassword(House.Member.Id, "phone"));
        var real = await Authenticator.BeginScramAsync("anna@one.example", Imap, Token);
        var first = await Authenticator.BeginScramAsync("nobody@one.example", Imap, Token);
        await using var restarted = await House.AuthenticatorAsync();
        var second = await restarted.BeginScramAsync("NOBODY@one.example", Imap, Token);
        Assert.Equal(first.Salt.ToArray(), second.Salt.ToArray());
        Assert.Equal(first.Keys[0].StoredKey.ToArray(), second.Keys[0].StoredKey.ToArray());
        Assert.NotEqual(first.Salt.ToArray(), (await restarted.BeginScramAsync("nobody2@one.example", Imap, Token)).Salt.ToArray());
        Assert.Equal((real.Salt.Length, real.Iterations, real.Keys[0].StoredKey.Length, real.Keys[0].ServerKey.Length), (first.Salt.Length, first.Iterations, first.Keys[0].StoredKey.Length, first.Keys[0].ServerKey.Length));
        Assert.IsType<LoginResult.Refused>(await Authenticator.EndScramAsync(first, first.Keys[0], Imap, Token));
    }

    [Fact]
    public async Task Scram_for_an_account_without_app_passwords_offers_a_key_nobody_has()
    {
        var challenge = await Authenticator.BeginScramAsync("bert@one.example", Imap, Token);
        Assert.Equal(0, Assert.Single(challenge.Keys).Credential);
        Assert.IsType<LoginResult.Refused>(await Authenticator.EndScramAsync(challenge, challenge.Keys[0], Imap, Token));
    }

    [Fact]
    [Trait("attack", "93")]
    public async Task Guessing_is_slowed_down_then_banned_for_known_and_unknown_names_alike()
    {
        Assert.Equal(await GuessAsync("bert@one.example", new IPAddress([10, 0, 0, 1])), await GuessAsync("nobody@one.example", new IPAddress([10, 9, 0, 1])));
        Assert.IsType<LoginResult.Throttled>(await CheckAsync("chef@two.example", "x", new IPAddress([10, 9, 0, 1])));
        House.Time.Advance(new LoginThrottleOptions().Ban);
        Assert.IsType<LoginResult.Refused>(await CheckAsync("chef@two.example", "x", new IPAddress([10, 9, 0, 1])));
    }

    [Fact]
    [Trait("attack", "93")]
    public async Task Guesses_from_elsewhere_do_not_lock_a_person_out_at_a_place_that_is_known()
    {
        var home = IPAddress.Parse("2001:db8:1:1::5");
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", Right, home));
        for (var i = 0; i < 120; i++)
        {
            await CheckAsync("anna@one.example", "guess", new IPAddress([10, 2, (byte)i, 1]));
            House.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.IsType<LoginResult.Throttled>(await CheckAsync("anna@one.example", Right, IPAddress.Parse("198.51.100.1")));
        // Another address of the same /64.
        Assert.IsType<LoginResult.Success>(await CheckAsync("anna@one.example", Right, IPAddress.Parse("2001:db8:1:1::77")));
    }

    private async Task<string> GuessAsync(string name, IPAddress from)
    {
        var seen = new StringBuilder();
        for (var i = 0; i < 110; i++)
        {
            seen.Append(await CheckAsync(name, "guess", from) switch
            {
                LoginResult.Refused => "r",
                LoginResult.Throttled later => $"t{later.RetryAfter.TotalSeconds} ",
                var other => other.ToString(),
            });
            House.Time.Advance(TimeSpan.FromSeconds(61));
        }
        return seen.ToString();
    }

    private Task<LoginResult> CheckAsync(string name, string password, IPAddress? from = null) =>
        Authenticator.CheckPasswordAsync(name, Encoding.UTF8.GetBytes(password), from is null ? Imap : Imap with { Address = from }, Token).AsTask();
}
