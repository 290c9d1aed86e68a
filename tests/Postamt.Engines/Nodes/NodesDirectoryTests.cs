using System.Collections.Concurrent;
using Npgsql;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Sql.Engines;
using Postamt.Sql.Postgres.Broadcasting;

namespace Postamt.Engines.Nodes;

/// <summary>What one node changes in the directory every node's caches forget: a new password, a removed account.</summary>
public sealed class NodesDirectoryTests : QueueTest<PostgresqlEngine>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<DirectoryChanged> _heardHere = [];
    private readonly BlockingCollection<DirectoryChanged> _heardThere = [];
    private SqlEngine _other = null!;
    private IDirectoryChanges _here = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _other = Engine.OpenAnother();
        _here = Engine.Engine.Spread(new LocalDirectoryChanges());
        _here.Subscribe(_heardHere.Add);
        _other.Spread(new LocalDirectoryChanges()).Subscribe(_heardThere.Add);
        // It may have begun to listen a moment ago, and says so by that nothing is sure; or before anybody was there to be told.
        await UntilHeardAsync(new DirectoryChanged(Company, Anna));
        while (_heardHere.TryTake(out _))
        {
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _other?.Dispose();
        await base.DisposeAsync();
        _heardHere.Dispose();
        _heardThere.Dispose();
    }

    [Fact]
    public void A_change_is_told_here_once_and_there_as_it_is()
    {
        DirectoryChanged[] changes = [new(Company), new(OtherCompany, Anna, CredentialsOnly: true), new(CompanyId.Installation)];
        foreach (var change in changes)
        {
            _here.Publish(change);
            Assert.True(_heardHere.TryTake(out var here));
            Assert.Equal(change, here);
            // What told us that both are connected may have been told more than once.
            DirectoryChanged? there;
            do Assert.True(_heardThere.TryTake(out there, Limit), $"{change} is not heard");
            while (there != change);
        }
        Assert.Empty(_heardHere);
    }

    [Fact]
    public async Task After_connections_broke_nothing_remembered_is_relied_on_and_changes_are_heard_again()
    {
        await using (var connection = new NpgsqlConnection(Engine.ConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync(Token);
            await using var command = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
            await command.ExecuteScalarAsync(Token);
        }
        for (var patience = 0; ; patience++)
        {
            Assert.True(patience < 200, "nothing is heard after the connections broke");
            Engine.Time.Advance(TimeSpan.FromSeconds(1));
            if (_heardThere.TryTake(out var there, TimeSpan.FromMilliseconds(100)) && there == DirectoryChanged.Everything) break;
        }
        await UntilHeardAsync(new DirectoryChanged(OtherCompany, Anna));
    }

    [Theory]
    [InlineData("1 17 7 41 1")]
    [InlineData("1 17 7 0 0")]
    public void A_text_is_read_as_it_was_written(string text)
    {
        var change = DirectoryText.Read(text, out var sender);
        Assert.Equal(17, sender);
        Assert.Equal(text, DirectoryText.Write(sender, change));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("2 17 7 41 1")]
    [InlineData("1 17 7 41")]
    [InlineData("1 17 7 41 1 1")]
    [InlineData("1 17 -7 41 1")]
    [InlineData("1 17 7 99999999999999999999 1")]
    public void What_cannot_be_read_means_that_anything_may_have_changed(string text)
    {
        Assert.Equal(DirectoryChanged.Everything, DirectoryText.Read(text, out var sender));
        Assert.Equal(0, sender);
    }

    private async Task UntilHeardAsync(DirectoryChanged change)
    {
        for (var patience = 0; ; patience++)
        {
            Assert.True(patience < 200, $"{change} is not heard");
            _here.Publish(change);
            for (var wait = TimeSpan.FromMilliseconds(100); _heardThere.TryTake(out var there, wait); wait = TimeSpan.Zero)
            {
                if (there == change) return;
            }
            await Task.Yield();
        }
    }
}
