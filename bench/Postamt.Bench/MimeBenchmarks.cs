using System.Text;
using BenchmarkDotNet.Attributes;
using Postamt.Mail.Mime;

namespace Postamt.Bench;

/// <summary>The one pass over a mail at intake that gives ENVELOPE, BODYSTRUCTURE and all offsets.</summary>
public class MimeBenchmarks
{
    private const string Header = "Return-Path: <anna@example.com>\r\nReceived: from mx.example.com (mx.example.com [192.0.2.7])\r\n\tby mail.example.org with ESMTPS; Mon, 02 Mar 2026 10:00:00 +0000\r\n"
        + "From: =?utf-8?q?J=C3=BCrgen?= Muster <juergen@example.com>\r\nTo: \"Amsel, Anna\" <anna@example.org>, ben@example.org\r\nSubject: =?utf-8?b?WmFobGVuIGbDvHIgTcOkcno=?=\r\n"
        + "Date: Mon, 02 Mar 2026 10:00:00 +0000\r\nMessage-ID: <1234567890@example.com>\r\nReferences: <1@example.com> <2@example.com>\r\nMIME-Version: 1.0\r\n";

    private static readonly byte[] Plain = Encoding.UTF8.GetBytes(Header + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + Repeat("The quick brown fox jumps over the lazy dog, and so on to the end of line.\r\n", 3500));

    private static readonly byte[] Multipart = Encoding.UTF8.GetBytes(Header + "Content-Type: multipart/mixed; boundary=\"=_x\"\r\n\r\n--=_x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        + Repeat("<p>The quick <b>brown</b> fox jumps over the lazy dog, and so on to the end.</p>\r\n", 8000)
        + "--=_x\r\nContent-Type: application/pdf; name=\"report.pdf\"\r\nContent-Disposition: attachment; filename=\"report.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Repeat("JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRv\r\n", 92_000) + "--=_x--\r\n");

    [Benchmark]
    public int IndexPlain4K() => Index(Plain);

    [Benchmark]
    public int IndexMultipart100K() => Index(Multipart);

    private static int Index(byte[] mail)
    {
        using var indexer = new MessageIndexer();
        indexer.Append(mail);
        return indexer.Complete().ToStored().Length;
    }

    private static string Repeat(string line, int octets) => string.Concat(Enumerable.Repeat(line, octets / line.Length));
}
