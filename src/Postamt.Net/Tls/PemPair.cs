namespace Postamt.Net.Tls;

/// <summary>A certificate with its chain (leaf first) and its private key as PEM text.</summary>
/// <param name="Source">Where it comes from, for messages: a file or a setting's name.</param>
public sealed record PemPair(string Source, string Certificate, string Key)
{
    // The key never reaches a log through this record's text.
    public override string ToString() => Source;
}
