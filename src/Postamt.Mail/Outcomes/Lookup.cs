namespace Postamt.Mail.Outcomes;

/// <summary>
/// The answer to a question another part may be unable to answer now. Nothing permanent can be concluded from
/// <see cref="Unavailable"/>: it always becomes a 4xx or NO [UNAVAILABLE].
/// </summary>
public abstract record Lookup<T>
{
    private Lookup()
    {
    }

    public sealed record Found(T Value) : Lookup<T>;

    public sealed record NotFound : Lookup<T>;

    /// <param name="Reason">For the log, never for the peer.</param>
    public sealed record Unavailable(string Reason) : Lookup<T>;
}
