using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Engines;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Engines.Contents;

/// <summary>An engine whose contents a test stores, refers to and looks after by hand; opened as often as the test wants.</summary>
internal abstract class ContentHouse : IAsyncDisposable
{
    private SqlEngine? _engine;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public DirectoryInfo Data { get; } = System.IO.Directory.CreateTempSubdirectory("postamt-contents-");

    /// <summary>Null until the first key is made.</summary>
    public string? KeyFile { get; private set; }

    public SqlEngine Engine => _engine ?? throw new InvalidOperationException("the engine is not open");

    /// <summary>Makes a key that encrypts from the next start on.</summary>
    public string AddKey()
    {
        KeyFile ??= Path.Combine(Data.FullName, "content.key");
        return ContentKeyFile.Append(KeyFile, Random).Id;
    }

    public void Open() => _engine = Make(KeyFile);

    public void Reopen()
    {
        Close();
        Open();
    }

    public void Close()
    {
        _engine?.Dispose();
        _engine = null;
    }

    /// <summary>The process ends now, without a word.</summary>
    public abstract void Crash();

    /// <summary>Takes what the database or the folder holds of a content and changes one octet of it, in the middle of its record.</summary>
    public abstract Task DamageAsync(BlobRef blob);

    public async Task<BlobRef> StoreAsync(CompanyId company, byte[] content)
    {
        // A duplicate that has gone between the two is tried again, as the callers of the store do.
        while (true)
        {
            await using var writer = Engine.Spool.Begin();
            await writer.WriteAsync(content, CancellationToken.None);
            await using var spooled = await writer.CompleteAsync(CancellationToken.None);
            using var body = await Engine.Bodies.PrepareAsync(company, spooled);
            var stored = await Engine.Writer.WriteAsync<BlobRow>(WriteKind.Accept, [body], tx =>
            {
                var row = tx.Blobs.Ensure(tx, body, 0);
                if (row.TryGet(out var made)) BlobSql.AddReference(tx, made.Id);
                return row;
            });
            if (stored.TryGet(out var blob)) return blob.Ref;
            if (stored.Error != StoreError.Unavailable) throw new InvalidOperationException($"{stored.Error} {stored.Detail}");
        }
    }

    public Task ReferAsync(BlobRef blob) => ChangeAsync(tx => BlobSql.AddReference(tx, blob.Id));

    public Task ReleaseAsync(BlobRef blob) => ChangeAsync(tx => BlobSql.Release(tx, blob.Id));

    public async Task ChangeAsync(Action<WriteTransaction> change)
    {
        var written = await Engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            change(tx);
            return default(Unit);
        });
        Assert.Null(written.Error);
    }

    /// <summary>The content read whole; null when it is gone.</summary>
    public async Task<byte[]?> ReadAsync(BlobRef blob)
    {
        var opened = await Engine.Blobs.OpenAsync(blob, CancellationToken.None);
        if (opened.Error == StoreError.NotFound) return null;
        Assert.True(opened.TryGet(out var reader), $"{opened.Error} {opened.Detail}");
        await using (reader)
        {
            var content = new byte[reader.Length];
            Assert.Equal(content.Length, await reader.ReadAsync(0, content, CancellationToken.None));
            return content;
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        Close();
        Random.Dispose();
        Data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected abstract SqlEngine Make(string? keyFile);
}
