using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Engines.Engines;

namespace Postamt.Engines.Cluster;

/// <summary>Settings, secrets and nodes.</summary>
public abstract class BasicsContract<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    private static readonly Actor Somebody = Actor.Operator("root");

    [Fact]
    public async Task A_setting_nobody_set_is_null() => Assert.Null(await Engine.Settings.ReadAsync("mail.size", CompanyId.Installation, Token));

    [Fact]
    public async Task A_companys_value_goes_before_the_installations()
    {
        await Engine.Settings.WriteAsync("mail.size", CompanyId.Installation, "1", Somebody, Token);
        await Engine.Settings.WriteAsync("mail.size", new CompanyId(5), "2", Somebody, Token);
        Assert.Equal("2", await Engine.Settings.ReadAsync("mail.size", new CompanyId(5), Token));
        Assert.Equal("1", await Engine.Settings.ReadAsync("mail.size", new CompanyId(6), Token));
        await Engine.Settings.WriteAsync("mail.size", new CompanyId(5), null, Somebody, Token);
        Assert.Equal("1", await Engine.Settings.ReadAsync("mail.size", new CompanyId(5), Token));
    }

    [Fact]
    public async Task A_setting_says_who_changed_it_and_leaves_an_audit_row()
    {
        await Engine.Settings.WriteAsync("mail.size", new CompanyId(5), "\"x\"", Somebody, Token);
        var row = Assert.Single(await Engine.Settings.ListAsync(Token));
        Assert.Equal(("mail.size", 5L, "\"x\"", "root", Engine.Time.GetUtcNow()), (row.Name, row.Company.Value, row.Value, row.ChangedBy, row.ChangedAt));
        var entry = Assert.Single(await Engine.Audit.ListAsync(new CompanyId(5), null, 10, Token));
        Assert.Equal(("SetSetting", "mail.size", "\"x\""), (entry.Operation, entry.Subject, entry.Detail));
    }

    [Theory]
    [InlineData("Mail.Size", "1")]
    [InlineData("mail..size", "1")]
    [InlineData("", "1")]
    [InlineData("mail.size", "not json")]
    public async Task A_setting_that_is_none_is_refused(string name, string value) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Engine.Settings.WriteAsync(name, CompanyId.Installation, value, Somebody, Token));

    [Fact]
    public async Task A_secret_is_read_replaced_and_removed()
    {
        Assert.Null(await Engine.Secrets.ReadAsync(new CompanyId(1), "dkim.a", Token));
        await Engine.Secrets.WriteAsync(new CompanyId(1), "dkim.a", Encoding.UTF8.GetBytes("first"), Somebody, Token);
        await Engine.Secrets.WriteAsync(new CompanyId(1), "dkim.a", Encoding.UTF8.GetBytes("second"), Somebody, Token);
        Assert.Equal("second", Encoding.UTF8.GetString((await Engine.Secrets.ReadAsync(new CompanyId(1), "dkim.a", Token))!));
        Assert.Null(await Engine.Secrets.ReadAsync(new CompanyId(2), "dkim.a", Token));
        await Engine.Secrets.RemoveAsync(new CompanyId(1), "dkim.a", Somebody, Token);
        Assert.Null(await Engine.Secrets.ReadAsync(new CompanyId(1), "dkim.a", Token));
    }

    [Fact]
    public async Task A_secret_is_made_once_for_all_who_ask()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Engine.Secrets.ReadOrCreateAsync(CompanyId.Installation, "login.decoys", 32, Somebody, Token).AsTask()));
        Assert.Equal(32, asked[0].Length);
        Assert.All(asked, value => Assert.Equal(asked[0], value));
        Assert.Single(await Engine.Audit.ListAsync(null, null, 10, Token));
    }

    [Fact]
    public async Task Secrets_are_listed_by_name_in_their_company_without_a_value()
    {
        await Engine.Secrets.WriteAsync(new CompanyId(1), "b", Encoding.UTF8.GetBytes("hunter2hunter2"), Somebody, Token);
        await Engine.Secrets.WriteAsync(new CompanyId(2), "c", Encoding.UTF8.GetBytes("hunter2hunter2"), Somebody, Token);
        await Engine.Secrets.WriteAsync(new CompanyId(1), "a", Encoding.UTF8.GetBytes("hunter2hunter2"), Somebody, Token);
        var listed = await Engine.Secrets.ListAsync(new CompanyId(1), Token);
        Assert.Equal([new SecretInfo("a", Engine.Time.GetUtcNow()), new SecretInfo("b", Engine.Time.GetUtcNow())], listed);
    }

    [Fact]
    public async Task Secrets_do_not_reach_the_audit_log()
    {
        await Engine.Secrets.WriteAsync(new CompanyId(1), "relay", Encoding.UTF8.GetBytes("hunter2hunter2"), Somebody, Token);
        await Engine.Secrets.RemoveAsync(new CompanyId(1), "relay", Somebody, Token);
        var entries = await Engine.Audit.ListAsync(null, null, 10, Token);
        Assert.Equal(["RemoveSecret", "SetSecret"], entries.Select(entry => entry.Operation));
        Assert.DoesNotContain(entries, entry => entry.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_start_of_a_node_has_a_higher_epoch()
    {
        var first = await Engine.Nodes.RegisterAsync("a", "1.0", Token);
        var second = await Engine.Nodes.RegisterAsync("b", "1.0", Token);
        var third = await Engine.Nodes.RegisterAsync("a", "1.1", Token);
        Assert.True(first.Epoch > 0 && second.Epoch > first.Epoch && third.Epoch > second.Epoch);
        Assert.Equal("a", third.Name);
    }
}

public sealed class RamBasics : BasicsContract<RamEngine>;

public sealed class SqliteBasics : BasicsContract<SqliteEngine>;

public sealed class PostgresBasics : BasicsContract<PostgresqlEngine>;
