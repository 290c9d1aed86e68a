namespace Postamt.Queue.Ledger;

/// <summary>What a check found, in sentences; each once, at most 1 000.</summary>
public sealed class Violations
{
    public const int Max = 1000;

    private readonly List<string> _sentences = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence)
    {
        if (_sentences.Count < Max && _said.Add(sentence)) _sentences.Add(sentence);
    }
}
