namespace Postamt.Attacks.Playing;

/// <summary>
/// One line of an attack. <paramref name="Hear"/> is what must come back: beginnings of answers, one for each, parted by <c>|</c>; a
/// <c>/</c> parts alternatives; a final <c>¶</c> is the end of the connection with no answer before it.
/// </summary>
/// <param name="More">Further things to say and to hear, in turn.</param>
internal sealed record Variant(string Name, Stage From, string Say, string Hear, params string[] More)
{
    public const string End = "¶";

    public IEnumerable<(string Say, string Hear)> Steps =>
        More.Chunk(2).Select(pair => (pair[0], pair[1])).Prepend((Say, Hear));
}
