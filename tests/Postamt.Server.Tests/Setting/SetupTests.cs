using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Directory.Lookups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;
using Postamt.Server.Hosting;
using Postamt.Server.Options;

namespace Postamt.Server.Tests.Setting;

/// <summary>Setup with flags only, as a script runs it.</summary>
public sealed class SetupTests : OfficeTest
{
    private static readonly string[] Flags = ["setup", "--company", "One", "--domain", "one.example", "--admin", "anna", "--password-stdin"];

    [Fact]
    public async Task Flags_alone_make_a_company_a_domain_and_an_administrator_who_gets_mail_for_postmaster_and_abuse()
    {
        (await TypeAsync("correct horse\n", Flags)).Shows("One has a post office for one.example; anna@one.example administers it", "Publish these records in DNS:", $"Then run: postamt supervise --data {Data}");
        (await RunAsync("account", "show", "anna@one.example")).Shows("Operator", "postmaster@one.example", "abuse@one.example");
        await using var office = await OfficeData.OpenAsync(new StartOptions { Data = Data }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        foreach (var name in new[] { "postmaster", "abuse" })
            Assert.IsType<Lookup<ResolvedAddress>.Found>(await office.Addresses.ResolveAsync(EmailAddress.Parse($"{name}@one.example"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_again_it_changes_nothing_and_prints_the_records_again()
    {
        var first = await TypeAsync("correct horse\n", Flags);
        var again = (await TypeAsync("another password\n", Flags)).Shows("the password stays as it was", "postamt.json was there already");
        Assert.Equal(Records(first.Out), Records(again.Out));
        Assert.Single((await RunAsync("company", "list", "--json")).Json.EnumerateArray());
        Assert.Single((await RunAsync("account", "list", "--json")).Json.EnumerateArray());
    }

    [Fact]
    public async Task What_it_was_given_is_kept_for_its_owner_only()
    {
        await TypeAsync("correct horse\n", Flags);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "postamt.json")));
    }

    [Fact]
    public async Task A_setup_refused_half_way_goes_on_when_it_is_run_again()
    {
        (await TypeAsync("\n", Flags)).Refuses("The password cannot be used");
        (await TypeAsync("correct horse\n", Flags)).Shows("One has a post office");
        (await RunAsync("account", "show", "anna@one.example")).Shows("Operator");
    }

    [Fact]
    public async Task A_domain_of_another_company_is_not_taken_over()
    {
        await TypeAsync("correct horse\n", Flags);
        (await TypeAsync("correct horse\n", "setup", "--company", "Two", "--domain", "one.example", "--admin", "bert", "--password-stdin")).Refuses("belongs to another company here");
        Assert.Single((await RunAsync("company", "list", "--json")).Json.EnumerateArray());
    }

    [Theory]
    [InlineData("--company")]
    [InlineData("--domain")]
    [InlineData("--admin")]
    [InlineData("--password-stdin")]
    public async Task A_missing_flag_is_named_where_nobody_can_be_asked(string missing)
    {
        var at = Array.IndexOf(Flags, missing);
        string[] rest = [.. Flags[..at], .. Flags[(missing == "--password-stdin" ? at + 1 : at + 2)..]];
        (await TypeAsync("correct horse\n", rest)).Refuses(missing);
    }

    [Theory]
    [InlineData("--domain", "not a domain", "this is not a domain")]
    [InlineData("--admin", "anna@elsewhere.example", "the address must be in one.example")]
    [InlineData("--admin", "a b", "this is not a mail address")]
    [InlineData("--hostname", "localhost", "not a full host name")]
    [InlineData("--hostname", "bad_host!", "not a full host name")]
    [InlineData("--zone-file", "/nowhere/zone", "cannot be written")]
    [InlineData("--locale", "klingon!", "klingon!")]
    public async Task What_cannot_be_used_is_said_in_one_sentence(string flag, string value, string words)
    {
        var at = Array.IndexOf(Flags, flag);
        string[] all = at < 0 ? [.. Flags, flag, value] : [.. Flags[..(at + 1)], value, .. Flags[(at + 2)..]];
        (await TypeAsync("correct horse\n", all)).Refuses(words);
    }

    [Fact]
    public async Task The_start_options_are_kept_for_serve_and_the_verbs()
    {
        (await TypeAsync("correct horse\n", [.. Flags, "--hostname", "Post.One.Example", "--listen", "imap=off", "--listen", "smtp=127.0.0.1:2526"])).Shows("10 post.one.example.");
        var source = new OptionSource(Data);
        Assert.Equal("post.one.example", source.Text("hostname"));
        Assert.Equal(["smtp=127.0.0.1:2526", "imap=off"], source.List("listen"));
    }

    [Fact]
    public async Task Json_has_the_records_and_nothing_else_is_printed()
    {
        var zone = Path.Combine(Folder, "zone");
        var json = (await TypeAsync("correct horse\n", [.. Flags, "--json", "--zone-file", zone])).Json;
        Assert.Equal("mail.one.example", json.GetProperty("hostName").GetString());
        Assert.True(json.GetProperty("created").GetBoolean());
        Assert.Contains(json.GetProperty("records").EnumerateArray(), record => record.GetProperty("type").GetString() == "MX");
        Assert.Contains("\tMX\t", (await File.ReadAllTextAsync(zone, TestContext.Current.CancellationToken)).Replace(" MX ", "\tMX\t", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Records(string text) => text.Split('\n').Where(line => line.Contains(" IN ", StringComparison.Ordinal));
}
