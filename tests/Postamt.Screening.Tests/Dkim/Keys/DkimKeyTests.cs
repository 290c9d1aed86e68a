using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Identity;
using Postamt.Dns;
using Postamt.Mail.Addresses;
using Postamt.Ram.Cluster;
using Postamt.Ram.Directory;
using Postamt.Screening.Dkim.Keys;

namespace Postamt.Screening.Tests.Dkim.Keys;

/// <summary>Keys from their making to their end.</summary>
public sealed class DkimKeyTests : IDisposable
{
    private static readonly CompanyId Company = new(7);
    private static readonly DomainName Domain = DomainName.Parse("here.example");
    private static readonly Actor Self = Actor.System("test");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly RamDirectory _directory;
    private readonly DkimKeyRing _ring;
    private readonly FixedResolver _dns = new();

    public DkimKeyTests()
    {
        _directory = new RamDirectory(_time);
        _ring = new DkimKeyRing(new RamSecrets(_time, _random, _directory), _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _directory.Dispose();
        _random.Dispose();
    }

    [Fact]
    public async Task A_key_waits_for_its_record_and_for_no_other()
    {
        var key = await MakeAsync();
        Assert.Equal(0, await TurnAsync());
        _dns.Txt(key.RecordName, "v=DKIM1; k=rsa; p=AAAA");
        Assert.Equal(0, await TurnAsync());
        _dns.Txt(key.RecordName, key.Record.Replace("p=MII", "p=M I\tI", StringComparison.Ordinal));
        Assert.Equal(1, await TurnAsync());
        Assert.Equal(["Active"], await StatesAsync());
        Assert.Equal(key.Selector, Assert.Single(await _ring.FindAsync(Company, Domain, Token)).Selector);
    }

    [Fact]
    public async Task What_waits_or_is_retired_signs_nothing()
    {
        await MakeAsync();
        Assert.Empty(await _ring.FindAsync(Company, Domain, Token));
        await PublishAsync(await MakeAsync());
        await PublishAsync(await MakeAsync());
        Assert.Equal(["Waiting", "Retired", "Active"], await StatesAsync());
        Assert.Single(await _ring.FindAsync(Company, Domain, Token));
    }

    [Fact]
    public async Task Another_company_and_another_domain_have_none_of_it()
    {
        await PublishAsync(await MakeAsync());
        Assert.Empty(await _ring.FindAsync(new CompanyId(8), Domain, Token));
        Assert.Empty(await _ring.FindAsync(Company, DomainName.Parse("example"), Token));
        Assert.Empty(await _ring.ListAsync(Company, DomainName.Parse("mail.here.example"), Token));
        await _ring.CreateAsync(Company, DomainName.Parse("mail.here.example"), false, null, Self, Token);
        Assert.Single(await _ring.ListAsync(Company, Domain, Token));
    }

    [Fact]
    public async Task In_time_the_next_key_is_made_once()
    {
        await PublishAsync(await MakeAsync());
        Assert.Equal(0, await TurnAsync(TimeSpan.FromDays(180)));
        _time.Advance(TimeSpan.FromDays(181));
        Assert.Equal(0, await TurnAsync());
        Assert.Equal(1, await TurnAsync(TimeSpan.FromDays(180)));
        Assert.Equal(0, await TurnAsync(TimeSpan.FromDays(180)));
        Assert.Equal(["Active", "Waiting"], await StatesAsync());
        var next = (await _ring.ListAsync(Company, Domain, Token))[1];
        await PublishAsync(next);
        Assert.Equal(["Retired", "Active"], await StatesAsync());
        _time.Advance(DkimRotation.RetiredKept + TimeSpan.FromMinutes(1));
        Assert.Equal(1, await TurnAsync());
        Assert.Equal(["Active"], await StatesAsync());
    }

    [Fact]
    public async Task Keys_of_two_kinds_sign_side_by_side()
    {
        await PublishAsync(await MakeAsync());
        await PublishAsync(await MakeAsync(isEd25519: true));
        Assert.Equal(["ed25519-sha256", "rsa-sha256"], (await _ring.FindAsync(Company, Domain, Token)).Select(key => key.Algorithm).Order(StringComparer.Ordinal));
        Assert.Equal(["Active", "Active"], await StatesAsync());
    }

    private async Task<DkimKeyEntry> MakeAsync(bool isEd25519 = false)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return await _ring.CreateAsync(Company, Domain, isEd25519, null, Self, Token);
    }

    private async Task PublishAsync(DkimKeyEntry key)
    {
        _dns.Txt(key.RecordName, key.Record);
        Assert.Equal(1, await TurnAsync());
    }

    private async Task<int> TurnAsync(TimeSpan? lifetime = null) => await new DkimRotation(_ring, _dns, _time, NullLogger<DkimRotation>.Instance).TurnAsync(Company, Domain, lifetime, Token);

    private async Task<IReadOnlyList<string>> StatesAsync() => [.. (await _ring.ListAsync(Company, Domain, Token)).Select(key => key.State.ToString())];
}
