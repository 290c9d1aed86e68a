using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Screening.Virus;

namespace Postamt.Screening.Tests.Virus;

/// <summary>What clamd says, and what becomes of a mail when it does not (THREATS 58).</summary>
public sealed class ClamdTests
{
    [Theory]
    [Trait("attack", "58")]
    [InlineData("stream: OK", "Clean")]
    [InlineData("stream: Eicar-Test-Signature FOUND", "Infected Eicar-Test-Signature")]
    [InlineData("stream: Win.Trojan.A (with a space) FOUND", "Infected Win.Trojan.A (with a space)")]
    [InlineData("stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND", "NotScanned for good")]
    [InlineData("stream: Heuristics.Encrypted.Zip FOUND", "NotScanned for good")]
    [InlineData("INSTREAM size limit exceeded. ERROR", "NotScanned for good")]
    [InlineData("stream: Can't allocate memory ERROR", "NotScanned now")]
    [InlineData("", "NotScanned now")]
    [InlineData("OK", "NotScanned now")]
    [InlineData("stream: OK ", "NotScanned now")]
    [InlineData("stream: ok", "NotScanned now")]
    [InlineData("stream:  FOUND", "NotScanned now")]
    [InlineData("stream: FOUND", "NotScanned now")]
    [InlineData("UNKNOWN COMMAND", "NotScanned now")]
    public void Only_a_clear_word_is_clean(string answer, string meaning) => Assert.Equal(meaning, Words(ClamdAnswer.Read(answer)));

    [Fact]
    public void A_name_is_plain_and_short()
    {
        var infected = Assert.IsType<ScanResult.Infected>(ClamdAnswer.Read($"stream: a\u001b[31m{new string('x', 1000)} FOUND"));
        Assert.StartsWith("a?[31mx", infected.Name, StringComparison.Ordinal);
        Assert.Equal(200, infected.Name.Length);
    }

    [Theory]
    [InlineData("unix:/run/clamav/clamd.ctl", true)]
    [InlineData("tcp:127.0.0.1:3310", true)]
    [InlineData("tcp:[::1]:3310", true)]
    [InlineData("tcp:127.0.0.1", true)]
    [InlineData("tcp:clamd.example:3310", false)]
    [InlineData("unix:clamd.ctl", false)]
    [InlineData("unix:/", false)]
    [InlineData("/run/clamav/clamd.ctl", false)]
    [InlineData("", false)]
    public void An_address_is_a_socket_of_the_file_system_or_of_the_network(string text, bool isOne) => Assert.Equal(isOne, ClamdAddress.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(1_000_001)]
    public async Task All_octets_are_asked_about(int length)
    {
        var content = System.Security.Cryptography.RandomNumberGenerator.GetBytes(length);
        await using var clamd = new FakeClamd { Answer = received => received.AsSpan().SequenceEqual(content) ? "stream: OK" : "stream: Other FOUND" };
        Assert.Equal("Clean", await ScanAsync([clamd], content));
    }

    [Fact]
    public async Task A_virus_is_named_and_nobody_else_is_asked()
    {
        await using var first = new FakeClamd { Answer = static _ => "stream: Eicar FOUND" };
        await using var second = new FakeClamd();
        var scanner = Scanner([first, second]);
        for (var i = 0; i < 10 && first.Scans == 0; i++) await scanner.ScanAsync(() => new MemoryStream(), Token);
        Assert.Equal(1, first.Scans);
        Assert.True(second.Scans <= 1);
    }

    [Fact]
    public async Task One_stands_in_for_another()
    {
        await using var broken = new FakeClamd { Answer = static _ => null };
        await using var faulty = new FakeClamd { Answer = static _ => "stream: Can't open file ERROR" };
        await using var good = new FakeClamd();
        var gone = new FakeClamd();
        await gone.DisposeAsync();
        var scanner = Scanner([broken, gone, faulty, good]);
        for (var i = 0; i < 8; i++) Assert.Equal("Clean", Words(await scanner.ScanAsync(() => new MemoryStream([1, 2, 3]), Token)));
        // Who could not be had was left alone after that.
        Assert.Equal((8, true, true), (good.Scans, broken.Scans <= 1, faulty.Scans <= 1));
    }

    [Fact]
    public async Task When_nobody_can_be_had_it_is_not_scanned()
    {
        var gone = new FakeClamd();
        await gone.DisposeAsync();
        await using var broken = new FakeClamd { Answer = static _ => null };
        Assert.Equal("NotScanned now", await ScanAsync([gone, broken], [1]));
        Assert.Equal("NotScanned now", await ScanAsync([], [1]));
    }

    [Fact]
    [Trait("attack", "58")]
    public async Task What_is_too_large_for_it_is_not_scanned()
    {
        await using var clamd = new FakeClamd { HangsUpAfter = 100_000, Answer = static _ => "INSTREAM size limit exceeded. ERROR" };
        Assert.Equal("NotScanned for good", await ScanAsync([clamd], new byte[20_000_000]));
    }

    [Fact]
    [Trait("attack", "58")]
    [Trait("drill", "15")]
    public async Task Who_stops_in_the_middle_has_scanned_nothing()
    {
        await using var clamd = new FakeClamd { HangsUpAfter = 100_000, Answer = static _ => null };
        Assert.Equal("NotScanned now", await ScanAsync([clamd], new byte[20_000_000]));
    }

    [Fact]
    [Trait("drill", "14")]
    public async Task One_that_keeps_silent_is_given_up()
    {
        await using var frozen = new FakeClamd { IsFrozen = true };
        await using var good = new FakeClamd();
        var scanner = Scanner([frozen, good], new ClamdLimits { ScanTime = TimeSpan.FromMilliseconds(300) });
        for (var i = 0; i < 4; i++) Assert.Equal("Clean", Words(await scanner.ScanAsync(() => new MemoryStream([1, 2, 3]), Token)));
        Assert.Equal(1, frozen.Scans);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Clamd Scanner(IReadOnlyList<FakeClamd> clamds, ClamdLimits? limits = null) =>
        new([.. clamds.Select(clamd => clamd.Address)], limits ?? new ClamdLimits(), TimeProvider.System, NullLogger<Clamd>.Instance);

    private static async Task<string> ScanAsync(IReadOnlyList<FakeClamd> clamds, byte[] content) => Words(await Scanner(clamds).ScanAsync(() => new MemoryStream(content), Token));

    private static string Words(ScanResult result) => result switch
    {
        ScanResult.Infected infected => $"Infected {infected.Name}",
        ScanResult.NotScanned open => $"NotScanned {(open.IsPassing ? "now" : "for good")}",
        _ => "Clean",
    };
}
