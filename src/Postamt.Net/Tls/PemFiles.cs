namespace Postamt.Net.Tls;

/// <summary>A certificate with its chain (leaf first) and its private key, each a PEM file; both may be the same file.</summary>
public sealed record PemFiles(string Certificate, string Key);
