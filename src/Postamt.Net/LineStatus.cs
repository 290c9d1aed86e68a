namespace Postamt.Net;

/// <summary>What a read for a line or for content came back with. Everything but <see cref="Line"/> carries no bytes.</summary>
public enum LineStatus
{
    /// <summary>A whole line, ended by CRLF.</summary>
    Line,

    /// <summary>The limit is reached and no CRLF came. Nothing is consumed; <see cref="LineReader.DiscardLineAsync"/> skips the line.</summary>
    TooLong,

    /// <summary>A CR without LF. Final: the reader answers it for ever.</summary>
    BareCr,

    /// <summary>An LF without CR. Final: the reader answers it for ever.</summary>
    BareLf,

    /// <summary>A NUL octet. Final: the reader answers it for ever.</summary>
    Nul,

    /// <summary>The peer closed, or the connection broke. An unfinished line is dropped.</summary>
    Eof,

    /// <summary>The deadline passed before the line was whole. Nothing is consumed.</summary>
    Timeout,

    /// <summary><see cref="LineReader.Interrupt"/> was called, or the server drains. Nothing is consumed.</summary>
    Interrupted,
}
