namespace Postamt.Screening.Dmarc;

/// <summary>What the domain of an author asks for, before anything is known about who sent a mail.</summary>
public sealed record DmarcWish
{
    internal DmarcWish(string from, TreeWalk? walk, IReadOnlyList<(string Name, DmarcRecord Record)> found, string? why) => (From, Walk, Found, Why) = (from, walk, found, why);

    /// <summary>The author's domain, A-labels, lower case.</summary>
    public string From { get; }

    /// <summary>Null: nobody can say now.</summary>
    internal TreeWalk? Walk { get; }

    internal IReadOnlyList<(string Name, DmarcRecord Record)> Found { get; }

    internal string? Why { get; }

    /// <summary>Nobody can say now.</summary>
    internal static DmarcWish Open(string from, string why) => new(from, null, [], why);
}
