namespace Postamt.Sql.Segments;

/// <summary>The stored octets were read, and are not the record that should be there.</summary>
internal sealed class DamagedRecordException(string message, Exception? inner = null) : IOException(message, inner);
