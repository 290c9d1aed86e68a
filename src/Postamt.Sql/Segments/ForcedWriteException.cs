namespace Postamt.Sql.Segments;

/// <summary>A forced write failed: a second try can answer success for data the kernel has dropped, so the engine is to end.</summary>
internal sealed class ForcedWriteException(IOException cause) : IOException(cause.Message, cause);
