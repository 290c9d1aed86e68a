namespace Postamt.Mail.Mime;

/// <summary>One parameter as written: name in lower case (an RFC 2231 name keeps its "*0*"), value without quotes and escapes, not decoded.</summary>
public readonly record struct MimeParameter(string Name, string Value);
