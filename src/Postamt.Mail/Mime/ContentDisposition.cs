namespace Postamt.Mail.Mime;

/// <summary>RFC 2183. The type is in lower case.</summary>
public sealed record ContentDisposition(string Type, IReadOnlyList<MimeParameter> Parameters);
