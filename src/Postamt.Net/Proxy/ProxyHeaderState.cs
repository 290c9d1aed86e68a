namespace Postamt.Net.Proxy;

internal enum ProxyHeaderState
{
    /// <summary>What is there can still become a header.</summary>
    Incomplete,

    Whole,

    /// <summary>No header, a broken one, or one longer than we take.</summary>
    Broken,
}
