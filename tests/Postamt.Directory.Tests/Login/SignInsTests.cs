using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Directory.Changes;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Credentials;

namespace Postamt.Directory.Tests.Login;

/// <summary>A session lasts as long as its sign-in holds.</summary>
public sealed class SignInsTests : HouseTest
{
    private const string First = "correct horse battery";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _revoked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Authenticator _authenticator = null!;
    private SignIns _signIns = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _authenticator = await House.AuthenticatorAsync();
        _signIns = new SignIns(House.Office.Directory, House.Changes, House.Time, NullLogger<SignIns>.Instance);
        await House.DoAsync(new SetPassword(House.Member.Id, new Secret(First)));
    }

    public override async ValueTask DisposeAsync()
    {
        await _signIns.DisposeAsync();
        await _authenticator.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_new_password_ends_sessions_that_began_with_the_old_one()
    {
        using var watch = _signIns.Watch(await SignInAsync(First), CredentialScopes.Imap, _revoked.SetResult);
        await House.DoAsync(new SetPassword(House.Member.Id, new Secret("another horse battery")));
        await _revoked.Task.WaitAsync(Soon, Token);
    }

    [Fact]
    public async Task A_removed_app_password_ends_its_sessions_and_no_others()
    {
        var made = await House.DoAsync(new CreateAppPassword(House.Member.Id, "phone", CredentialScopes.Imap, null));
        var others = 0;
        using var own = _signIns.Watch(await SignInAsync(First), CredentialScopes.Imap, () => others++);
        using var phone = _signIns.Watch(await SignInAsync(made.Password.Value), CredentialScopes.Imap, _revoked.SetResult);
        await House.DoAsync(new RemoveCredential(House.Member.Id, made.Id));
        await _revoked.Task.WaitAsync(Soon, Token);
        Assert.Equal(0, others);
    }

    [Fact]
    public async Task A_suspended_company_ends_the_sessions_of_its_people()
    {
        await House.DoAsync(new SetPassword(House.Foreigner.Id, new Secret(First)));
        using var watch = _signIns.Watch(await SignInAsync(First, "anna@two.example"), CredentialScopes.Imap, _revoked.SetResult);
        await House.DoAsync(new SetCompany(House.Two.Id, State: EntityState.Suspended));
        await _revoked.Task.WaitAsync(Soon, Token);
    }

    [Fact]
    public async Task What_changes_during_a_sign_in_is_seen_when_it_is_watched()
    {
        var identity = await SignInAsync(First);
        await House.DoAsync(new RemoveAccount(House.Member.Id));
        using var watch = _signIns.Watch(identity, CredentialScopes.Imap, _revoked.SetResult);
        await _revoked.Task.WaitAsync(Soon, Token);
    }

    [Fact]
    public async Task While_the_directory_does_not_answer_nobody_is_sent_away_and_it_is_asked_again()
    {
        using var watch = _signIns.Watch(await SignInAsync(First), CredentialScopes.Imap, _revoked.SetResult);
        House.Office.Directory.Fault = "away";
        House.Changes.Publish(DirectoryChanged.Everything);
        for (var reads = House.Office.Directory.Reads; House.Office.Directory.Reads < reads + 3; await Task.Yield()) House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_revoked.Task.IsCompleted);
        House.Office.Directory.Fault = null;
        await House.DoAsync(new SetPassword(House.Member.Id, new Secret("another horse battery")));
        for (var patience = 0; !_revoked.Task.IsCompleted; patience++)
        {
            Assert.True(patience < 1000, "it is not asked again");
            House.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    [Fact]
    public async Task A_session_that_is_over_is_not_told()
    {
        var told = 0;
        using (_signIns.Watch(await SignInAsync(First), CredentialScopes.Imap, () => told++))
        {
            _signIns.Watch(await SignInAsync(First), CredentialScopes.Imap, () => told++).Dispose();
        }
        using var watch = _signIns.Watch(await SignInAsync(First), CredentialScopes.Imap, _revoked.SetResult);
        await House.DoAsync(new SetPassword(House.Member.Id, new Secret("another horse battery")));
        await _revoked.Task.WaitAsync(Soon, Token);
        Assert.Equal(0, told);
    }

    private async Task<LoginIdentity> SignInAsync(string password, string name = "anna@one.example") => Assert.IsType<LoginResult.Success>(
        await _authenticator.CheckPasswordAsync(name, Encoding.UTF8.GetBytes(password), new LoginPeer(IPAddress.Parse("192.0.2.7"), CredentialScopes.Imap), Token)).Identity;
}
