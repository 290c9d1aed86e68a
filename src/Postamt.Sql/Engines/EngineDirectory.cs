using System.Security.Cryptography;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Rollouts;
using Postamt.Cluster.Settings;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Shared;
using Postamt.Store.Results;

namespace Postamt.Sql.Engines;

/// <summary>The directory and what every node needs, over an engine, which has to outlive it.</summary>
public sealed class EngineDirectory
{
    private const string KeyFileName = "secret.key";

    private EngineDirectory(SqlEngine engine, SecretKey key, RandomNumberGenerator random)
    {
        Directory = new DirectorySql(engine.Writer, engine.Readers);
        Audit = new AuditSql(engine.Readers);
        Settings = new CachedSettings(new SettingSql(engine.Writer, engine.Readers), engine.Time);
        Secrets = new SecretSql(engine.Writer, engine.Readers, key, random);
        Nodes = new NodeSql(engine.Writer);
        Registry = new NodeRegistrySql(engine.Writer, engine.Readers);
        Rollouts = new RolloutSql(engine.Writer, engine.Readers);
        LoginFailures = new LoginFailureSql(engine.Writer, engine.Readers);
    }

    public IDirectoryStore Directory { get; }

    public IAuditLog Audit { get; }

    /// <summary>At most a second old.</summary>
    public ISettings Settings { get; }

    public ISecrets Secrets { get; }

    public INodes Nodes { get; }

    public INodeRegistry Registry { get; }

    public IRollouts Rollouts { get; }

    public ILoginFailures LoginFailures { get; }

    /// <param name="keyFile">Null: secret.key in the data folder. Made at the first start.</param>
    /// <exception cref="SecretKeyException">The key file is missing or is not the one the secrets were sealed with; the message is a sentence.</exception>
    /// <exception cref="DataFolderException">The key file or the database cannot be read or written.</exception>
    public static async ValueTask<EngineDirectory> OpenAsync(SqlEngine engine, string? keyFile, RandomNumberGenerator random, CancellationToken cancellationToken)
    {
        var path = keyFile ?? Path.Combine(engine.DataFolderPath, KeyFileName);
        try
        {
            var key = DatabaseUnavailableException.Unless(await engine.Readers.ReadAsync(sql => StoreResult<SecretKey>.Ok(SecretSql.OpenKey(path, sql, random)), cancellationToken));
            return new EngineDirectory(engine, key, random);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The secret key file {path} cannot be opened: {e.Message}.", e);
        }
    }
}
