namespace Postamt.Server.Tests.Verbs;

public sealed class DomainVerbsTests : OfficeTest
{
    [Fact]
    public async Task A_further_domain_gets_its_postmaster_and_abuse()
    {
        await OpenOneAsync();
        (await RunAsync("domain", "add", "uno.example", "--company", "One", "--postmaster", "anna@one.example")).Shows("uno.example");
        (await RunAsync("alias", "list", "anna@one.example")).Shows("postmaster@uno.example", "abuse@uno.example");
        (await RunAsync("domain", "add", "due.example", "--company", "One", "--postmaster", "nobody@one.example")).Refuses("There is no");
        (await RunAsync("domain", "add", "due.example", "--company", "One", "--postmaster", "nobody")).Misuses("nobody is not a mail address.");
        Assert.Equal(["one.example", "uno.example"], (await RunAsync("domain", "list", "--json")).Json.EnumerateArray().Select(row => row.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_postmaster_of_another_company_is_refused()
    {
        await OpenOneAsync();
        (await RunAsync("company", "add", "Two")).Shows("Two");
        (await RunAsync("domain", "add", "two.example", "--company", "Two", "--postmaster", "anna@one.example")).Refuses("There is no such account");
    }
}
