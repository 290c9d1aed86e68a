using System.Diagnostics;
using System.Security.Cryptography;
using Postamt.Directory.Login;

namespace Postamt.Directory.Tests.Login;

public sealed class Argon2Tests
{
    [Fact]
    public void The_vector_of_the_RFC_comes_out()
    {
        // RFC 9106 5.3: 32 KiB, 3 passes, 4 lanes, with a secret and associated data.
        var hash = new byte[32];
        Argon2id.Compute(Filled(32, 1), Filled(16, 2), 32, 3, 4, hash, Filled(8, 3), Filled(12, 4));
        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(hash));
    }

    [Theory]
    [InlineData("", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8", 32)]
    [InlineData("abc", "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923", 64)]
    public void Blake2b_gives_known_values(string text, string expected, int octets)
    {
        // RFC 7693 appendix A for "abc".
        var hash = new byte[octets];
        var blake = new Blake2b(octets);
        blake.Append(System.Text.Encoding.ASCII.GetBytes(text));
        blake.End(hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public async Task Another_implementation_comes_to_the_same_hashes()
    {
        // Every edge of memory against lanes and of the output's length, then whatever chance brings.
        var cases = new List<(int Kibibytes, int Passes, int Lanes, int Octets)> { (8, 1, 1, 16), (15, 2, 1, 4), (16, 1, 2, 64), (1024, 1, 1, 65), (1031, 2, 3, 96), (2048, 3, 4, 128), (4096, 1, 8, 33), (19456, 2, 1, 32) };
        for (var i = 0; i < 40; i++)
        {
            var lanes = 1 + RandomNumberGenerator.GetInt32(5);
            cases.Add(((8 * lanes) + RandomNumberGenerator.GetInt32(700), 1 + RandomNumberGenerator.GetInt32(4), lanes, 4 + RandomNumberGenerator.GetInt32(150)));
        }
        foreach (var (kibibytes, passes, lanes, octets) in cases)
        {
            // The blocks of BLAKE2b end at 128 octets: passwords on both sides of that.
            var password = RandomNumberGenerator.GetBytes(1 + RandomNumberGenerator.GetInt32(300));
            var salt = RandomNumberGenerator.GetBytes(8 + RandomNumberGenerator.GetInt32(57));
            using var other = new Konscious.Security.Cryptography.Argon2id(password) { Salt = salt, MemorySize = kibibytes, Iterations = passes, DegreeOfParallelism = lanes };
            var expected = await other.GetBytesAsync(octets);
            var hash = new byte[octets];
            Argon2id.Compute(password, salt, kibibytes, passes, lanes, hash);
            Assert.True(expected.AsSpan().SequenceEqual(hash), $"m={kibibytes} t={passes} p={lanes}, {octets} octets, password {Convert.ToHexString(password)}, salt {Convert.ToHexString(salt)}");
        }
    }

    [Fact]
    public void A_hash_leaves_no_garbage_behind()
    {
        var hash = new byte[32];
        for (var i = 0; i < 3; i++) Argon2id.Compute("warm"u8, Filled(16, 2), Argon2Hash.DefaultMemory, Argon2Hash.DefaultPasses, 1, hash);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        Argon2id.Compute("password"u8, Filled(16, 2), Argon2Hash.DefaultMemory, Argon2Hash.DefaultPasses, 1, hash);
        TestContext.Current.SendDiagnosticMessage("one hash: {0:0.0} ms", clock.Elapsed.TotalMilliseconds);
        // Work space of 19 MiB; two BLAKE2b states a use of it are small change.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    private static byte[] Filled(int length, byte value)
    {
        var octets = new byte[length];
        octets.AsSpan().Fill(value);
        return octets;
    }
}
