using System.Security.Cryptography;

namespace Postamt.Ram;

/// <summary>
/// All contracts over plain memory, for tests: one object graph under one lock, no durability. A contract's fake is a property here and
/// lives in the folder named like its project.
/// </summary>
public sealed class RamPostOffice(TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>Guards everything the fakes hold: an operation takes it once and is thereby one transaction.</summary>
    internal Lock Gate { get; } = new();

    public TimeProvider Time { get; } = time;

    internal RandomNumberGenerator Random { get; } = random;
}
