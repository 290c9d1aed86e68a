namespace Postamt.Queue.Ledger;

/// <summary>What a check found, in sentences; past 1 000 it only counts.</summary>
public sealed class Violations
{
    public const int Max = 1000;

    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence)
    {
        if (_sentences.Count < Max) _sentences.Add(sentence);
    }
}
