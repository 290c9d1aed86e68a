namespace Postamt.Server.Tests.Verbs;

public sealed class DkimKeyVerbsTests : OfficeTest
{
    [Fact]
    public async Task A_key_is_made_shown_with_its_record_and_removed()
    {
        await OpenOneAsync();
        (await RunAsync("dkim", "list", "one.example")).Shows("No key yet", "postamt dkim create");
        (await RunAsync("dkim", "create", "one.example", "--selector", "spring")).Shows("publish this record", "spring._domainkey.one.example. 3600 IN TXT \"v=DKIM1; k=rsa; p=MII", "Waiting");
        (await RunAsync("dkim", "create", "one.example", "--ed25519")).Shows("ed25519-sha256", "\"v=DKIM1; k=ed25519; p=");
        var keys = (await RunAsync("dkim", "list", "one.example", "--json")).Json.EnumerateArray().ToList();
        Assert.Equal(["rsa-sha256 waiting", "ed25519-sha256 waiting"], keys.Select(key => $"{key.GetProperty("algorithm")} {key.GetProperty("state")}"));
        Assert.Equal("spring._domainkey.one.example", keys[0].GetProperty("name").GetString());
        // What is secret stays so.
        Assert.Equal(["algorithm", "domain", "name", "record", "selector", "since", "state"], keys[0].EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal));
        (await RunAsync("dkim", "remove", "one.example", "spring")).Shows("Removed spring._domainkey.one.example; its record can be taken out of DNS.");
        Assert.Single((await RunAsync("dkim", "list", "one.example", "--json")).Json.EnumerateArray());
    }

    [Fact]
    public async Task What_cannot_be_done_is_said()
    {
        await OpenOneAsync();
        await RunAsync("dkim", "create", "one.example", "--selector", "spring");
        (await RunAsync("dkim", "create", "one.example", "--selector", "Spring")).Refuses("one.example has a key spring already.");
        (await RunAsync("dkim", "create", "one.example", "--selector", "a.b")).Refuses("a.b is not a selector");
        (await RunAsync("dkim", "create", "one.example", "--selector", "-")).Refuses("- is not a selector");
        (await RunAsync("dkim", "remove", "one.example", "summer")).Refuses("one.example has no key summer.");
        (await RunAsync("dkim", "list", "two.example")).Refuses("There is no domain two.example here");
        (await RunAsync("dkim", "list", "two example")).Misuses("two example is not a domain.");
    }

    [Theory]
    [InlineData("screening.trusted-sealers", "\"lists.example\"", "Write a list of domains")]
    [InlineData("dkim.rotate-days", "-1", "Write a number of days")]
    [InlineData("dkim.rotate-days", "\"180\"", "Write a number of days")]
    public async Task A_setting_that_could_not_be_read_is_refused(string name, string value, string why) => (await RunAsync("setting", "set", name, value)).Refuses(why);
}
