using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Headers;

namespace Postamt.Queue.Accepting;

/// <summary>What stands before the content in a mailbox: Return-Path (RFC 5321 4.4), whom it was delivered to, and our trace header.</summary>
public static class FilingPrefix
{
    public static ReadOnlyMemory<byte> Build(ReversePath reversePath, EmailAddress deliveredTo, ReadOnlyMemory<byte> traceHeader)
    {
        var own = ReturnPathField.Make(reversePath) + FieldText.MakeUnfolded("Delivered-To", deliveredTo.ToString());
        var prefix = new byte[Encoding.UTF8.GetByteCount(own) + traceHeader.Length];
        var at = Encoding.UTF8.GetBytes(own, prefix);
        traceHeader.Span.CopyTo(prefix.AsSpan(at));
        return prefix;
    }
}
