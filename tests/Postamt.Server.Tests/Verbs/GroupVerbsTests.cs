namespace Postamt.Server.Tests.Verbs;

public sealed class GroupVerbsTests : OfficeTest
{
    [Fact]
    public async Task A_group_has_members_and_accounts_that_may_send_as_it()
    {
        await OpenOneAsync();
        (await RunAsync("group", "add", "team@one.example", "--name", "Team", "--add", "anna@one.example", "bob@elsewhere.example")).Shows("anna@one.example", "bob@elsewhere.example");
        (await RunAsync("group", "set", "team@one.example", "--add-sender", "anna@one.example")).Shows("may send as it: anna@one.example");
        (await RunAsync("group", "show", "team@one.example", "--json")).Shows("\"senders\": [", "anna@one.example");
        (await RunAsync("group", "list")).Shows("team@one.example", "Team", "2");
        (await RunAsync("group", "set", "team@one.example", "--add-sender", "nobody@one.example")).Refuses("There is no account nobody@one.example.");
        var without = (await RunAsync("group", "set", "team@one.example", "--remove-sender", "anna@one.example", "--json")).Json;
        Assert.Empty(without.GetProperty("senders").EnumerateArray());
        (await RunAsync("group", "remove", "team@one.example")).Shows("Removed team@one.example.");
        (await RunAsync("group", "list", "--json")).Shows("[]");
    }

    [Fact]
    public async Task Aliases_are_listed_by_account()
    {
        await OpenOneAsync();
        (await RunAsync("alias", "add", "a@one.example", "anna@one.example")).Shows("a@one.example reaches anna@one.example now.");
        (await RunAsync("alias", "list", "anna@one.example")).Shows("a@one.example");
        (await RunAsync("alias", "remove", "a@one.example")).Shows("Removed");
        (await RunAsync("alias", "list", "anna@one.example", "--json")).Shows("[]");
    }
}
