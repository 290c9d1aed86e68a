using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Rollouts;
using Postamt.Cluster.Settings;
using Postamt.Directory.Changes;
using Postamt.Directory.Login;
using Postamt.Directory.Lookups;
using Postamt.Directory.Operations;
using Postamt.Dns;
using Postamt.Operations.Drills;
using Postamt.Operations.Readiness;
using Postamt.Queue.Inspection;
using Postamt.Queue.Ledger;
using Postamt.Screening.Dkim.Keys;
using Postamt.Server.Drilling.Pretending;
using Postamt.Server.Options;
using Postamt.Sql.Engines;
using Postamt.Store.Spooling;

namespace Postamt.Server.Hosting;

/// <summary>A post office's data, open in this process, with the rules above it; no listeners yet.</summary>
internal sealed class OfficeData : IAsyncDisposable
{
    private readonly PasswordHashing _hashing;
    private readonly AddressBook _addresses;
    private readonly Lazy<IResolver> _resolver;

    private OfficeData(StartOptions options, Surroundings surroundings, SqlEngine engine, EngineDirectory directory, LocalChangeBus changes, CurrentEpoch epoch, ILoggerFactory loggers, RandomNumberGenerator random)
    {
        Options = options;
        Surroundings = surroundings;
        Engine = engine;
        Directory = directory;
        Changes = changes;
        Epoch = epoch;
        Loggers = loggers;
        Random = random;
        Nodes = new LivingNodes(directory.Registry, Time);
        Switches = new DrillSwitches(Time);
        Spool = new DrilledSpool(engine.Spool, Switches.Disk);
        DirectoryChanges = engine.Spread(new LocalDirectoryChanges());
        _hashing = new PasswordHashing(Time, random);
        _addresses = new AddressBook(directory.Directory, DirectoryChanges, Time);
        DkimKeys = new DkimKeyRing(directory.Secrets, Time);
        _resolver = new(() => new DrilledResolver(surroundings.Resolver ?? new Resolver(new DnsOptions { Servers = options.DnsServers }, Time, loggers.CreateLogger<Resolver>()), Switches.Dns));
        Operations = new DirectoryOperations(directory.Directory, DirectoryChanges, _hashing, random, loggers.CreateLogger<DirectoryOperations>());
    }

    internal StartOptions Options { get; }

    internal Surroundings Surroundings { get; }

    internal SqlEngine Engine { get; }

    internal EngineDirectory Directory { get; }

    internal LocalChangeBus Changes { get; }

    internal IDirectoryChanges DirectoryChanges { get; }

    internal CurrentEpoch Epoch { get; }

    /// <summary>The node that serves this data; null where a verb has opened it alone.</summary>
    internal INodeControl? Control { get; set; }

    internal ILoggerFactory Loggers { get; }

    internal RandomNumberGenerator Random { get; }

    internal TimeProvider Time => Surroundings.Time;

    /// <summary>What a drill has this process pretend.</summary>
    internal DrillSwitches Switches { get; }

    internal ISpool Spool { get; }

    internal IAddressBook Addresses => _addresses;

    internal IPasswordHashing Hashing => _hashing;

    internal IDirectoryOperations Operations { get; }

    internal IQueueInspection QueueInspection => Engine.QueueInspection;

    internal ILedger Ledger => Engine.Ledger;

    internal ISecrets Secrets => Directory.Secrets;

    internal DkimKeyRing DkimKeys { get; }

    internal IResolver Resolver => _resolver.Value;

    internal INodeRegistry Registry => Directory.Registry;

    /// <summary>The nodes as this process sees them.</summary>
    internal LivingNodes Nodes { get; }

    internal IRollouts Rollouts => Directory.Rollouts;

    internal static ValueTask<OfficeData> OpenAsync(StartOptions options, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        OpenAsync(options, new Surroundings(), loggers, cancellationToken);

    internal static async ValueTask<OfficeData> OpenAsync(StartOptions options, Surroundings surroundings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var random = RandomNumberGenerator.Create();
        var changes = new LocalChangeBus();
        var engine = Open(options, changes, surroundings.Time, random, loggers.CreateLogger("Postamt.Sql"));
        try
        {
            var directory = await EngineDirectory.OpenAsync(engine, options.SecretKeyFile, random, cancellationToken);
            var epoch = await directory.Nodes.RegisterAsync(options.Node, Product.Version, cancellationToken);
            return new OfficeData(options, surroundings, engine, directory, changes, new CurrentEpoch(directory.Nodes, Product.Version, epoch), loggers, random);
        }
        catch
        {
            engine.Dispose();
            random.Dispose();
            throw;
        }
    }

    private static SqlEngine Open(StartOptions options, LocalChangeBus changes, TimeProvider time, RandomNumberGenerator random, ILogger logger) => options.Database is { } database
        ? PostgresEngine.Open(new PostgresEngineOptions(options.Data, database, options.Copies) { ContentKeyFile = options.ContentKeyFile }, changes, time, random, logger)
        : EmbeddedEngine.Open(new EmbeddedEngineOptions(options.Data) { ContentKeyFile = options.ContentKeyFile }, changes, time, random, logger);

    public ValueTask DisposeAsync()
    {
        Switches.Dispose();
        _addresses.Dispose();
        _hashing.Dispose();
        Epoch.Dispose();
        Engine.Dispose();
        Random.Dispose();
        return ValueTask.CompletedTask;
    }
}
