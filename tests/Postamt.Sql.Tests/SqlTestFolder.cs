using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.Engines;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

/// <summary>A data folder for one test, opened as often as the test wants.</summary>
internal sealed class SqlTestFolder : IDisposable
{
    public static CompanyId Company { get; } = new(1);

    public static ContentKeys NoKeys { get; } = new([], RandomNumberGenerator.Create());

    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("postamt-sql-").FullName;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public LocalChangeBus Changes { get; } = new();

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    /// <param name="inlineOctets">0: all contents go into segments.</param>
    public EmbeddedEngine Open(DiskAccess? disk = null, long segmentOctets = SegmentLog.DefaultRollAt, int inlineOctets = 0) =>
        EmbeddedEngine.Open(new EmbeddedEngineOptions(Path) { SegmentOctets = segmentOctets, InlineOctets = inlineOctets }, new EngineParts(Changes, Time, Random, NullLogger.Instance, disk ?? new DiskAccess()));

    public static async Task<PendingBody> BodyAsync(EmbeddedEngine engine, string content)
    {
        await using var writer = engine.Spool.Begin();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(content), CancellationToken.None);
        await using var spooled = await writer.CompleteAsync(CancellationToken.None);
        return await engine.Bodies.PrepareAsync(Company, spooled);
    }

    /// <summary>Stores a content with one reference.</summary>
    public static async Task<StoreResult<BlobRow>> StoreAsync(EmbeddedEngine engine, string content)
    {
        using var body = await BodyAsync(engine, content);
        return await engine.Writer.WriteAsync<BlobRow>(WriteKind.Accept, [body], tx =>
        {
            var stored = tx.Blobs.Ensure(tx, body, references: 0);
            if (stored.TryGet(out var row)) BlobSql.AddReference(tx, row.Id);
            return stored;
        });
    }

    public static async Task<string?> ReadAsync(EmbeddedEngine engine, BlobRow blob)
    {
        var opened = await engine.Blobs.OpenAsync(blob.Ref, CancellationToken.None);
        if (!opened.TryGet(out var reader)) return null;
        await using (reader)
        {
            var content = new byte[reader.Length];
            await reader.ReadAsync(0, content, CancellationToken.None);
            return Encoding.UTF8.GetString(content);
        }
    }

    public void Dispose()
    {
        Random.Dispose();
        System.IO.Directory.Delete(Path, recursive: true);
    }
}
