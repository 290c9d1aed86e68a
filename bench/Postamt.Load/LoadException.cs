namespace Postamt.Load;

/// <summary>The measurement cannot be made or is void; the message is a whole sentence.</summary>
internal sealed class LoadException(string message) : Exception(message);
