namespace Postamt.Server.Tests.Verbs;

public sealed class AccountVerbsTests : OfficeTest
{
    [Fact]
    public async Task An_app_password_is_shown_once_and_taken_away_by_its_number()
    {
        await OpenOneAsync();
        var made = (await RunAsync("account", "app-password", "anna@one.example", "--label", "phone", "--json")).Json;
        var id = made.GetProperty("id").GetInt64();
        var shown = (await RunAsync("account", "show", "anna@one.example")).Shows("phone", $"{id}");
        Assert.DoesNotContain(made.GetProperty("password").GetString()!, shown.Out, StringComparison.Ordinal);
        (await RunAsync("account", "remove-password", "anna@one.example", $"{id}")).Shows("opens nothing any more");
        (await RunAsync("account", "remove-password", "anna@one.example", $"{id}")).Refuses("There is no such password");
        Assert.DoesNotContain("phone", (await RunAsync("account", "show", "anna@one.example")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_shown_as_one_object_of_json()
    {
        await OpenOneAsync();
        (await RunAsync("alias", "add", "a@one.example", "anna@one.example")).Shows("reaches");
        var shown = (await RunAsync("account", "show", "anna@one.example", "--json")).Json;
        Assert.Equal(("anna@one.example", "Anna", "active"), (shown.GetProperty("address").GetString(), shown.GetProperty("displayName").GetString(), shown.GetProperty("state").GetString()));
        Assert.Equal("a@one.example", Assert.Single(shown.GetProperty("aliases").EnumerateArray()).GetString());
        Assert.Equal("password", Assert.Single(shown.GetProperty("credentials").EnumerateArray()).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Every_list_prints_json()
    {
        await OpenOneAsync();
        string[][] lists = [["company", "list"], ["domain", "list"], ["account", "list"], ["group", "list"], ["role", "list"], ["department", "list"], ["setting", "list"], ["secret", "list"], ["queue", "list"], ["alias", "list", "anna@one.example"]];
        foreach (var list in lists) Assert.Equal(System.Text.Json.JsonValueKind.Array, (await RunAsync([.. list, "--json"])).Json.ValueKind);
    }
}
