using System.Security.Cryptography;
using System.Text;
using Postamt.Directory.Rules;

namespace Postamt.Directory.Login;

/// <summary>The slots for hashing, and the queue before them (THREATS 95).</summary>
public sealed class PasswordHashing : IPasswordHashing, IDisposable
{
    /// <summary>DESIGN 7: password hashing at most 4 at a time; 19 MiB each. More than there are processors would only take memory.</summary>
    public static readonly int Slots = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>One slot makes 40 a second: on one processor the last of these waits about 3 s.</summary>
    public const int MaxWaiting = 128;

    /// <summary>Clients give up a sign-in after about 30 s; a slow machine answers 454 before that.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _slots = new(Slots, Slots);
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly Argon2Hash _nobody;
    private int _waiting;
    private long _hashes;

    public PasswordHashing(TimeProvider time, RandomNumberGenerator random)
    {
        _time = time;
        _random = random;
        var hash = new byte[32];
        random.GetBytes(hash);
        _nobody = new Argon2Hash(Argon2Hash.DefaultMemory, Argon2Hash.DefaultPasses, Argon2Hash.NewSalt(random), hash);
    }

    /// <summary>Hashes computed since the start; what a sign-in costs is counted here.</summary>
    public long Hashes => Interlocked.Read(ref _hashes);

    /// <summary>Those who wait for a slot now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    internal SemaphoreSlim Gate => _slots;

    public async ValueTask<string?> HashAsync(string password, CancellationToken cancellationToken)
    {
        if (!await EnterAsync(cancellationToken)) return null;
        try
        {
            Interlocked.Increment(ref _hashes);
            return Argon2Hash.Compute(PasswordText.Prepare(Encoding.UTF8.GetBytes(password)), Argon2Hash.NewSalt(_random)).ToString();
        }
        finally
        {
            _slots.Release();
        }
    }

    public async ValueTask<bool?> VerifyAsync(string? verifier, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        // Long passwords are not even prepared: the made-up comparison takes an empty one's place.
        var usable = password.Length is > 0 and <= DirectoryLimits.PasswordOctets;
        var octets = usable ? PasswordText.Prepare(password.Span) : [0];
        var known = Argon2Hash.TryParse(verifier ?? "", out var hash) && usable;
        if (!await EnterAsync(cancellationToken)) return null;
        try
        {
            Interlocked.Increment(ref _hashes);
            return (known ? hash! : _nobody).Matches(octets) && known;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async ValueTask<bool> EnterAsync(CancellationToken cancellationToken)
    {
        if (_slots.Wait(0, cancellationToken)) return true;
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting) return false;
            using var deadline = new CancellationTokenSource(MaxWait, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            await _slots.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
