using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Identity;
using Postamt.Server.Hosting;
using Postamt.Server.Options;

namespace Postamt.Server.Tests.Verbs;

public sealed class SecretVerbsTests : OfficeTest
{
    [Fact]
    public async Task A_secret_is_set_from_standard_input_listed_by_name_and_never_shown()
    {
        var said = await TypeAsync("hunter2hunter2\n", "secret", "set", "delivery.route.relay.example.com");
        said.Shows("delivery.route.relay.example.com is set.");
        var listed = await RunAsync("secret", "list");
        listed.Shows("delivery.route.relay.example.com");
        foreach (var each in new[] { said, listed, await RunAsync("secret", "list", "--json") }) Assert.DoesNotContain("hunter2", each.Out + each.Error, StringComparison.Ordinal);

        await using (var office = await OfficeData.OpenAsync(new StartOptions { Data = Data }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken))
        {
            var kept = await office.Secrets.ReadAsync(CompanyId.Installation, "delivery.route.relay.example.com", TestContext.Current.CancellationToken);
            Assert.Equal("hunter2hunter2", Encoding.UTF8.GetString(kept!));
        }
        foreach (var file in System.IO.Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories))
            Assert.False((await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().IndexOf("hunter2"u8) >= 0, file);

        (await RunAsync("secret", "remove", "delivery.route.relay.example.com")).Shows("Removed");
        (await RunAsync("secret", "remove", "delivery.route.relay.example.com")).Refuses("There is no secret");
        (await RunAsync("secret", "list", "--json")).Shows("[]");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n", "empty")]
    [InlineData("one\ntwo\n", "more than one line")]
    [InlineData("tab\tbed\n", "control characters")]
    public async Task A_value_that_is_no_password_is_refused(string input, string why) =>
        (await TypeAsync(input, "secret", "set", "delivery.route.relay.example.com")).Refuses(why);

    [Theory]
    [InlineData("login.decoys")]
    [InlineData("dkim.one.example.postamt1")]
    [InlineData("delivery.route.")]
    [InlineData("delivery.route.not a host")]
    public async Task Secrets_that_Postamt_makes_itself_are_not_set_or_removed_by_hand(string name)
    {
        (await TypeAsync("value\n", "secret", "set", name)).Misuses("is not a secret people set");
        (await RunAsync("secret", "remove", name)).Misuses("is not a secret people set");
    }

    [Fact]
    public async Task A_value_is_no_argument() => (await RunAsync("secret", "set", "delivery.route.relay.example.com", "hunter2")).Misuses("hunter2");
}
