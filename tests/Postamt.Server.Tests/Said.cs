using System.Text.Json;

namespace Postamt.Server.Tests;

/// <summary>How a verb ended and what it said.</summary>
internal sealed record Said(int Exit, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public override string ToString() => $"exit {Exit}\n{Out}\n{Error}";

    /// <summary>Done, with these words in what it printed.</summary>
    public Said Shows(params string[] words)
    {
        Assert.True(Exit == 0, ToString());
        Assert.All(words, word => Assert.Contains(word, Out, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Refused with one sentence on standard error and nothing on standard output.</summary>
    public Said Refuses(string words) => Ends(1, words);

    /// <summary>Wrong usage.</summary>
    public Said Misuses(string words)
    {
        Assert.True(Exit == 2, ToString());
        Assert.Contains(words, Error, StringComparison.Ordinal);
        return this;
    }

    private Said Ends(int exit, string words)
    {
        Assert.True(Exit == exit, ToString());
        Assert.Equal("", Out);
        Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(words, Error, StringComparison.Ordinal);
        return this;
    }
}
