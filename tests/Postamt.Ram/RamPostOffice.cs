using System.Security.Cryptography;
using Postamt.Cluster.Changes;
using Postamt.Ram.Cluster;
using Postamt.Ram.Directory;
using Postamt.Ram.Queue;
using Postamt.Ram.Store;

namespace Postamt.Ram;

/// <summary>
/// All contracts over plain memory, for tests: one object graph under one lock, no durability. A contract's fake is a property here and
/// lives in the folder named like its project.
/// </summary>
public sealed class RamPostOffice
{
    public RamPostOffice(TimeProvider time, RandomNumberGenerator random)
    {
        Time = time;
        Random = random;
        Store = new RamStore(Gate, time, random, Changes);
        Directory = new RamDirectory(time) { AccountMade = account => Store.CreateDefault(account.Id, account.Company, account.Locale, account.QuotaOctets) };
        Settings = new RamSettings(time, Directory);
        Secrets = new RamSecrets(time, random, Directory);
        Nodes = new RamNodes(time);
        Registry = new RamNodeRegistry(time);
        Rollouts = new RamRollouts(time);
        LoginFailures = new RamLoginFailures(time);
        Mail = new RamMail(this);
        Store.Queued = () => Mail.Recipients.Values.Select(recipient => recipient.Mail.Content.Id);
    }

    /// <summary>Hears of every change, at once.</summary>
    public IChangeBus Changes { get; } = new LocalChangeBus();

    public RamStore Store { get; }

    /// <summary>Acceptance, queue and ledger.</summary>
    public RamMail Mail { get; }

    /// <summary>Guards everything the fakes hold: an operation takes it once and is thereby one transaction.</summary>
    internal Lock Gate { get; } = new();

    public TimeProvider Time { get; }

    internal RandomNumberGenerator Random { get; }

    /// <summary>The directory, and the audit log.</summary>
    public RamDirectory Directory { get; }

    public RamSettings Settings { get; }

    public RamSecrets Secrets { get; }

    public RamNodes Nodes { get; }

    public RamNodeRegistry Registry { get; }

    public RamRollouts Rollouts { get; }

    public RamLoginFailures LoginFailures { get; }
}
