namespace Postamt.Server.Tests.Verbs;

public sealed class DepartmentVerbsTests : OfficeTest
{
    [Fact]
    public async Task Departments_are_made_below_each_other_listed_renamed_moved_and_removed()
    {
        await OpenOneAsync();
        (await RunAsync("department", "add", "Sales")).Shows("Sales");
        (await RunAsync("department", "add", "North", "--parent", "sales")).Shows("Sales/North");
        (await RunAsync("department", "add", "Office", "--company", "one")).Shows("Office");
        Assert.Equal(["Office", "Sales", "Sales/North"], (await RunAsync("department", "list", "--json")).Json.EnumerateArray().Select(row => row.GetProperty("path").GetString()));
        (await RunAsync("department", "show", "SALES/NORTH")).Shows("Sales/North");
        (await RunAsync("department", "set", "Sales/North", "--name", "Far North", "--parent", "Office")).Shows("Office/Far North");
        (await RunAsync("department", "set", "Office/Far North", "--parent", "none", "--json")).Shows("\"path\": \"Far North\"");
        (await RunAsync("department", "remove", "Far North")).Shows("Removed Far North.");
        (await RunAsync("department", "show", "Far North")).Refuses("There is no department Far North");
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_words()
    {
        (await RunAsync("company", "add", "One")).Shows("One");
        (await RunAsync("department", "add", "Sales")).Shows("Sales");
        (await RunAsync("department", "add", "SALES")).Refuses("There is a department named SALES there already.");
        (await RunAsync("department", "add", "North", "--parent", "Nowhere")).Refuses("There is no department Nowhere");
        (await RunAsync("department", "set", "Sales", "--parent", "Sales")).Refuses("below itself");
        (await RunAsync("department", "add", "North", "--parent", "Sales")).Shows("North");
        (await RunAsync("department", "remove", "Sales")).Refuses("departments below it");
        (await RunAsync("company", "add", "Two")).Shows("Two");
        (await RunAsync("department", "list")).Refuses("name one with --company");
        (await RunAsync("department", "list", "--company", "Three")).Refuses("There is no such company.");
        (await RunAsync("department", "list", "--company", "Two", "--json")).Shows("[]");
    }

    [Fact]
    public async Task An_account_is_put_into_a_department_and_out_again()
    {
        await OpenOneAsync();
        (await RunAsync("department", "add", "Sales")).Shows("Sales");
        (await RunAsync("account", "set", "anna@one.example", "--department", "Sales")).Shows("anna@one.example");
        (await RunAsync("account", "show", "anna@one.example")).Shows("Department", "Sales");
        (await RunAsync("department", "remove", "Sales")).Refuses("still has accounts");
        (await RunAsync("account", "add", "bert@one.example", "--department", "Purchase")).Refuses("There is no department Purchase");
        (await RunAsync("account", "add", "bert@one.example", "--department", "Sales")).Shows("bert@one.example");
        (await RunAsync("account", "set", "bert@one.example", "--department", "none")).Shows("bert@one.example");
        (await RunAsync("account", "set", "anna@one.example", "--department", "none")).Shows("anna@one.example");
        (await RunAsync("department", "remove", "Sales")).Shows("Removed Sales.");
    }
}
