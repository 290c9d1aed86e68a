using System.Diagnostics;
using System.Security.Cryptography;
using Postamt.Directory.Login;

namespace Postamt.Directory.Tests.Login;

public sealed class Argon2Tests
{
    [Fact]
    public async Task Another_implementation_comes_to_the_same_hashes()
    {
        // Every edge of memory and of the output's length, then whatever chance brings.
        var cases = new List<(int Kibibytes, int Passes, int Octets)> { (8, 1, 16), (15, 2, 16), (1024, 1, 64), (1031, 2, 33), (2048, 3, 64), (19456, 2, 32) };
        for (var i = 0; i < 40; i++) cases.Add((8 + RandomNumberGenerator.GetInt32(700), 1 + RandomNumberGenerator.GetInt32(4), 16 + RandomNumberGenerator.GetInt32(49)));
        foreach (var (kibibytes, passes, octets) in cases)
        {
            // The blocks of BLAKE2b end at 128 octets: passwords on both sides of that.
            var password = RandomNumberGenerator.GetBytes(1 + RandomNumberGenerator.GetInt32(300));
            var salt = RandomNumberGenerator.GetBytes(16);
            using var other = new Konscious.Security.Cryptography.Argon2id(password) { Salt = salt, MemorySize = kibibytes, Iterations = passes, DegreeOfParallelism = 1 };
            var expected = await other.GetBytesAsync(octets);
            var hash = Argon2Hash.Compute(password, salt, kibibytes, passes, octets).Hash;
            Assert.True(expected.AsSpan().SequenceEqual(hash), $"m={kibibytes} t={passes}, {octets} octets, password {Convert.ToHexString(password)}, salt {Convert.ToHexString(salt)}");
        }
    }

    [Fact]
    public void A_hash_leaves_no_garbage_behind()
    {
        for (var i = 0; i < 3; i++) Argon2Hash.Compute("warm"u8, Filled(16, 2));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        Argon2Hash.Compute("password"u8, Filled(16, 2));
        TestContext.Current.SendDiagnosticMessage("one hash: {0:0.0} ms", clock.Elapsed.TotalMilliseconds);
        // Work space of 19 MiB; what is left is the salt, the hash and the parameters.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    private static byte[] Filled(int length, byte value)
    {
        var octets = new byte[length];
        octets.AsSpan().Fill(value);
        return octets;
    }
}
