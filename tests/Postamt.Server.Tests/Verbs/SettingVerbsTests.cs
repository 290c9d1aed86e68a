namespace Postamt.Server.Tests.Verbs;

public sealed class SettingVerbsTests : OfficeTest
{
    [Fact]
    public async Task A_route_that_delivery_can_read_is_set_and_removed()
    {
        (await RunAsync("setting", "set", "delivery.routes", """[{"domain":"*","host":"relay.example.com","port":587,"requireTls":true,"user":"us"}]""")).Shows("delivery.routes is set.");
        (await RunAsync("setting", "list")).Shows("relay.example.com");
        (await RunAsync("setting", "remove", "delivery.routes")).Shows("has its default again");
    }

    [Theory]
    [InlineData("{}", "not a list of routes")]
    [InlineData("[{\"domain\":\"*\"}]", "needs a domain, a host")]
    [InlineData("[{\"domain\":\"*\",\"host\":\"h\",\"port\":0}]", "a port of 1 to 65535")]
    [InlineData("[{\"domain\":\"*\",\"host\":\"h\",\"tls\":true}]", "not a list of routes")]
    [InlineData("[null]", "needs a domain")]
    public async Task A_route_that_would_hold_up_all_mail_is_refused(string value, string why) =>
        (await RunAsync("setting", "set", "delivery.routes", value)).Refuses(why);

    [Fact]
    public async Task Names_and_values_of_another_form_are_wrong_usage()
    {
        (await RunAsync("setting", "set", "Not A Name", "1")).Misuses("is not the name of a setting");
        (await RunAsync("setting", "set", "a.b", "not json")).Misuses("not JSON");
    }
}
