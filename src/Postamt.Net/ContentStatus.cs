namespace Postamt.Net;

/// <summary>What a read of raw content came back with.</summary>
public enum ContentStatus
{
    /// <summary>Bytes beyond those examined before.</summary>
    Data,

    /// <summary>The peer closed or the connection broke before the content was whole.</summary>
    Eof,

    /// <summary>Silence for longer than the patience of the <see cref="ContentPace"/>.</summary>
    Timeout,

    /// <summary>Bytes drip slower than the minimum rate.</summary>
    TooSlow,
}
