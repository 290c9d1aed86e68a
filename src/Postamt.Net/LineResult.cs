namespace Postamt.Net;

/// <summary>One answer of <see cref="LineReader.ReadLineAsync(int, TimeSpan, CancellationToken)"/>.</summary>
/// <param name="Line">The line without CRLF; valid until the next call on the reader. Empty unless the status is <see cref="LineStatus.Line"/>.</param>
public readonly record struct LineResult(LineStatus Status, ReadOnlyMemory<byte> Line)
{
    public bool IsLine => Status == LineStatus.Line;

    /// <summary>Bare CR, bare LF or NUL: the stream can hide a second dialog and must be closed.</summary>
    public bool IsViolation => Status is LineStatus.BareCr or LineStatus.BareLf or LineStatus.Nul;

    internal static LineResult Without(LineStatus status) => new(status, default);
}
