using Postamt.Mail.Addresses;

namespace Postamt.Mail.Headers;

/// <summary>RFC 5321 4.4: the reverse-path, put on top at final delivery.</summary>
public static class ReturnPathField
{
    public static string Make(ReversePath path) => FieldText.MakeUnfolded("Return-Path", $"<{path}>");
}
