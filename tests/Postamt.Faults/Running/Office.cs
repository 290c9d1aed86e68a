using System.Text.Json;
using Postamt.Faults.Senders;

[assembly: AssemblyFixture(typeof(Postamt.Faults.Running.Office))]

namespace Postamt.Faults.Running;

/// <summary>
/// The post office every drill begins with: its people, an alias of one, a group, a group whose member is elsewhere, and the way there. Founded once;
/// each drill has a copy. The other side serves all drills, whose mails have ids of their own.
/// </summary>
public sealed class Office : IAsyncDisposable
{
    internal const string Domain = "postamt.test";
    internal const string Group = "both@postamt.test";
    internal const string Alias = "first@postamt.test";
    internal const string Forward = "away@postamt.test";
    internal const string ForwardMember = "reader@" + FakeMx.Domain;
    internal static readonly string[] GroupMembers = ["user1@postamt.test", "user2@postamt.test"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly Once<DataFolder> Founded = new(MakeAsync);

    internal static FakeMx Mx { get; } = new();

    internal static async Task FoundAsync(DataFolder data) => (await Founded.GetAsync()).CopyTo(data);

    public async ValueTask DisposeAsync()
    {
        Founded.Made?.Dispose();
        await Home.ForgetAsync();
        await Mx.DisposeAsync();
    }

    private static Task<DataFolder> MakeAsync() => MakeAsync([]);

    /// <summary>The same post office in a database of its own.</summary>
    internal static async Task<DataFolder> MakeAsync(IReadOnlyList<string> database)
    {
        var data = new DataFolder { Database = database };
        try
        {
            await using (var office = await PostOffice.StartAsync(Checkout.Program, data))
                await office.KillAsync();
            await SetUpAsync(data);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>The group, the alias and the way elsewhere.</summary>
    internal static async Task SetUpAsync(DataFolder data)
    {
        await GroupAsync(data, Group, GroupMembers);
        await VerbAsync(data, "alias", "add", Alias, GroupMembers[0]);
        await GroupAsync(data, Forward, ForwardMember);
        await RoutesAsync(data, (FakeMx.Domain, Mx.Port));
    }

    /// <summary>One more address that stands for others.</summary>
    internal static Task GroupAsync(DataFolder data, string group, params IEnumerable<string> members) => VerbAsync(data, ["group", "add", group, .. members.SelectMany(member => new[] { "--add", member })]);

    /// <summary>Which domains are served at which port of this machine; "*": all others.</summary>
    internal static Task RoutesAsync(DataFolder data, params IEnumerable<(string Domain, int Port)> routes) =>
        VerbAsync(data, "setting", "set", "delivery.routes", JsonSerializer.Serialize(routes.Select(route => new { domain = route.Domain, host = "127.0.0.1", port = route.Port })));

    private static async Task VerbAsync(DataFolder data, params string[] verb)
    {
        var (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [Checkout.Program, .. verb, "--data", data.Path, .. data.Database], Limit);
        Assert.True(exitCode == 0, output + error);
    }
}
