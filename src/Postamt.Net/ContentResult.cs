using System.Buffers;

namespace Postamt.Net;

/// <summary>One answer of <see cref="LineReader.ReadContentAsync"/>.</summary>
/// <param name="Data">The bytes in the reader's own segments; valid until <see cref="LineReader.AdvanceContent(SequencePosition, SequencePosition, ContentPace)"/>.</param>
public readonly record struct ContentResult(ContentStatus Status, ReadOnlySequence<byte> Data);
