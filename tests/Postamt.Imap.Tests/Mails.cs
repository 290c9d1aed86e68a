namespace Postamt.Imap.Tests;

/// <summary>Messages the tests store.</summary>
internal static class Mails
{
    public static string Plain(string subject, string body = "Hello.") =>
        $"Date: Mon, 7 Feb 1994 21:52:25 -0800\r\nFrom: Fred Foobar <foobar@blurdybloop.example>\r\nSubject: {subject}\r\nTo: mooch@owatagu.example\r\nMessage-Id: <{subject.Length}@blurdybloop.example>\r\nMIME-Version: 1.0\r\nContent-Type: TEXT/PLAIN; CHARSET=UTF-8\r\n\r\n{body}\r\n";

    public const string Mixed =
        "From: \"A, B\" <\"a b\"@x.example>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + "--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nStra=DFe und H=E4user\r\n"
        + "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nFrom: i@x.example\r\n\r\ninner text\r\n"
        + "--b\r\nContent-Type: application/octet-stream; name=\"a.bin\"\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n";
}
