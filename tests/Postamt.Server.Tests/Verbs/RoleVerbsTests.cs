namespace Postamt.Server.Tests.Verbs;

public sealed class RoleVerbsTests : OfficeTest
{
    [Fact]
    public async Task Roles_are_given_shown_listed_and_taken_away()
    {
        await OpenOneAsync();
        (await RunAsync("role", "list", "--json")).Shows("[]");
        (await RunAsync("role", "set", "anna@one.example", "Operator")).Shows("anna@one.example is Operator now.");
        (await RunAsync("role", "show", "anna@one.example")).Shows("Operator");
        (await RunAsync("role", "remove", "anna@one.example")).Refuses("This is the last operator");
        (await RunAsync("account", "add", "bert@one.example")).Shows("bert");
        (await RunAsync("role", "set", "bert@one.example", "HelpDesk")).Shows("HelpDesk");
        (await RunAsync("role", "list", "--company", "One")).Shows("anna@one.example", "Operator", "bert@one.example", "HelpDesk");
        (await RunAsync("role", "remove", "bert@one.example")).Shows("bert@one.example is Member now.");
        Assert.Single((await RunAsync("role", "list", "--json")).Json.EnumerateArray());
    }

    [Fact]
    public async Task Wrong_words_are_wrong_usage_and_unknown_people_are_refused()
    {
        await OpenOneAsync();
        (await RunAsync("role", "set", "anna@one.example", "King")).Misuses("King");
        (await RunAsync("role", "set", "anna", "Operator")).Misuses("anna is not a mail address.");
        (await RunAsync("role", "show", "nobody@one.example")).Refuses("There is no");
    }
}
