using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Engines.Engines;
using Postamt.Store.Results;

namespace Postamt.Engines.Cluster;

/// <summary>What only an engine that keeps its data can show.</summary>
public abstract class RestartContract<TEngine> : EngineTest<TEngine>
    where TEngine : SqlFixture, new()
{
    private static readonly Actor Somebody = Actor.Operator("root");

    private string KeyFile => Path.Combine(Engine.Data.FullName, "secret.key");

    [Fact]
    public async Task Secrets_settings_and_epochs_outlive_the_process()
    {
        var epoch = await Engine.Nodes.RegisterAsync("a", "1", Token);
        await Engine.Secrets.WriteAsync(new CompanyId(1), "relay", Encoding.UTF8.GetBytes("plain"), Somebody, Token);
        await Engine.Settings.WriteAsync("a.b", CompanyId.Installation, "1", Somebody, Token);
        await Engine.RestartAsync();
        Assert.Equal("plain", Encoding.UTF8.GetString((await Engine.Secrets.ReadAsync(new CompanyId(1), "relay", Token))!));
        Assert.Equal("1", await Engine.Settings.ReadAsync("a.b", CompanyId.Installation, Token));
        Assert.True((await Engine.Nodes.RegisterAsync("a", "1", Token)).Epoch > epoch.Epoch);
    }

    [Fact]
    public async Task The_database_holds_no_plain_secret_and_the_key_file_is_its_owners_alone()
    {
        await Engine.Secrets.WriteAsync(new CompanyId(1), "relay", Encoding.UTF8.GetBytes("a-plain-relay-password"), Somebody, Token);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        var stored = (await Engine.Engine.Readers.ReadAsync(
            reader => StoreResult<List<byte[]>>.Ok(reader.Query("SELECT sealed FROM secret", static row => row.Bytes(0))), Token)).Value;
        Assert.Equal(-1, Assert.Single(stored).AsSpan().IndexOf("a-plain-relay-password"u8));
    }

    [Fact]
    public async Task A_missing_key_file_is_a_sentence_and_no_new_file()
    {
        await Engine.Secrets.WriteAsync(new CompanyId(1), "relay", Encoding.UTF8.GetBytes("plain"), Somebody, Token);
        File.Delete(KeyFile);
        var fault = await Assert.ThrowsAsync<SecretKeyException>(async () => await Engine.RestartAsync());
        Assert.Contains("There is no secret key file", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task Another_installations_key_file_is_a_sentence()
    {
        await Engine.Secrets.WriteAsync(new CompanyId(1), "relay", Encoding.UTF8.GetBytes("plain"), Somebody, Token);
        File.Delete(KeyFile);
        SecretKeyFile.Create(KeyFile, Engine.Random);
        var fault = await Assert.ThrowsAsync<SecretKeyException>(async () => await Engine.RestartAsync());
        Assert.Contains("is not the one", fault.Message, StringComparison.Ordinal);
    }
}

public sealed class SqliteRestart : RestartContract<SqliteEngine>;

public sealed class PostgresRestart : RestartContract<PostgresqlEngine>;
