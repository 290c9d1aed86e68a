namespace Postamt.Smtp.Server;

internal enum DotScanEnd
{
    /// <summary>More octets are needed.</summary>
    NeedMore,

    /// <summary>The next octet is a dot at the start of a line: step again.</summary>
    Dot,

    EndOfData,

    /// <summary>Bare CR, bare LF or NUL.</summary>
    Violation,
}
