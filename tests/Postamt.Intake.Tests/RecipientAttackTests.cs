namespace Postamt.Intake.Tests;

/// <summary>Addresses made to deceive, and those made to find out who lives here.</summary>
public sealed class RecipientAttackTests : HouseTest
{
    [Theory]
    [InlineData("\"victim@far.example x\"@one.example")]
    [InlineData("\"victim@far.example>\"@one.example")]
    [InlineData("\"victim@far.example,anna\"@one.example")]
    [InlineData("\"<victim@far.example>\"@one.example")]
    [Trait("attack", "34")]
    public async Task A_foreign_address_inside_quotes_is_a_local_name_that_nobody_has(string to) => await AssertUnknownAsync(to);

    [Theory]
    [InlineData("\";sleep 66;\"")]
    [InlineData("\"$(id)\"")]
    [InlineData("`id`")]
    [InlineData("${run{x}}")]
    [InlineData("|cmd")]
    [InlineData("/var/mail/anna")]
    [InlineData("\"../anna\"")]
    [InlineData("%s%n")]
    [InlineData("'--")]
    [InlineData("*")]
    [InlineData("\"anna\\\" or 1=1\"")]
    [Trait("attack", "36")]
    public async Task What_looks_like_a_command_is_a_name_that_nobody_has(string local) => await AssertUnknownAsync(local + "@one.example");

    [Theory]
    [InlineData("\"\"@one.example")]
    [InlineData("@one.example")]
    [InlineData("anna@")]
    [InlineData("anna@[IPv6:::]")]
    [InlineData("anna@[]")]
    [InlineData("")]
    [InlineData(".anna@one.example")]
    [InlineData("anna.@one.example")]
    [InlineData("an..na@one.example")]
    [InlineData("anna@one..example")]
    [Trait("attack", "37")]
    public async Task What_is_no_address_is_refused_for_good(string to)
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        var reply = await talk.ToAsync(to);
        Assert.True(reply.StartsWith("501 5.1.3", StringComparison.Ordinal) || reply.StartsWith("550 5.7.1", StringComparison.Ordinal), reply);
        await talk.ExpectAsync("503", "DATA");
    }

    [Fact]
    [Trait("attack", "37")]
    public async Task A_local_part_has_64_octets_and_a_path_256()
    {
        await House.AccountAsync(new string('l', 64) + "@one.example");
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("250 2.1.5", await talk.ToAsync(new string('l', 64) + "@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("501 5.1.3", await talk.ToAsync(new string('l', 65) + "@one.example"), StringComparison.Ordinal);
        var labels = string.Concat(Enumerable.Repeat(new string('d', 61) + ".", 4));
        Assert.StartsWith("550 5.7.1", await talk.ToAsync("abc@" + labels + "ex"), StringComparison.Ordinal);
        Assert.StartsWith("501 5.1.3", await talk.ToAsync("abcd@" + labels + "ex"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "43")]
    public async Task Forged_mail_to_nobody_and_to_the_full_is_decided_in_the_session()
    {
        await using (var first = await Talk.OpenAsync(House)) await first.SendAsync("x@far.example", "bert@one.example");
        House.SetQuota(House.Bert, 1);
        for (var session = 0; session < 50; session++)
        {
            // Slow enough not to be taken for guessing.
            House.Time.Advance(TimeSpan.FromMinutes(10));
            await using var talk = await Talk.OpenAsync(House);
            for (var i = 0; i < 10; i++)
            {
                await talk.FromAsync($"victim{i}@far.example");
                Assert.StartsWith("550 5.1.1", await talk.ToAsync($"nobody{session}-{i}@one.example"), StringComparison.Ordinal);
                Assert.StartsWith("452 4.2.2", await talk.ToAsync("bert@one.example"), StringComparison.Ordinal);
                await talk.ExpectAsync("250", "RSET");
            }
        }
        Assert.Equal(1, await House.CountAllAsync());
        Assert.Empty(await House.QueueAsync());
    }

    [Theory]
    [InlineData("anna@one.example")]
    [InlineData("nobody@one.example")]
    [InlineData("anna")]
    [InlineData("u@far.example")]
    [Trait("attack", "46")]
    public async Task VRFY_and_EXPN_say_the_same_of_everybody(string who)
    {
        await using var talk = await Talk.OpenAsync(House);
        var reads = House.Office.Directory.Reads;
        Assert.Equal("252 2.1.5 Cannot verify; send some mail and see", await talk.AskAsync("VRFY " + who));
        Assert.Equal("502 5.5.1 Command not implemented", await talk.AskAsync("EXPN " + who));
        Assert.Equal(reads, House.Office.Directory.Reads);
    }

    [Fact]
    [Trait("attack", "46")]
    public async Task Guessing_names_ends_the_session_at_the_twenty_first()
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        for (var i = 0; i < 20; i++) Assert.StartsWith("550 5.1.1", await talk.ToAsync($"guess{i}@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("421 4.7.0", await talk.ToAsync("anna.x@one.example"), StringComparison.Ordinal);
        Assert.Equal("", await talk.ReplyAsync());
    }

    private async Task AssertUnknownAsync(string to)
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("550 5.1.1", await talk.ToAsync(to), StringComparison.Ordinal);
        await talk.ExpectAsync("503", "DATA");
        await House.AssertNothingTakenAsync();
    }
}
