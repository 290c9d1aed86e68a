namespace Postamt.Net.Tls;

/// <summary>A certificate or key cannot be used; the message names the source and the reason.</summary>
public sealed class TlsCertificateException(string message, Exception? inner = null) : Exception(message, inner);
