using BenchmarkDotNet.Attributes;
using Postamt.Mail.Addresses;
using Postamt.Smtp.Grammar;

namespace Postamt.Bench;

/// <summary>What MAIL and RCPT read.</summary>
public class AddressBenchmarks
{
    [Benchmark]
    public bool Ascii() => EmailAddress.TryParse("anna.amsel@department.example.com", out _);

    [Benchmark]
    public bool International() => EmailAddress.TryParse("jürgen@müller.example", out _);

    [Benchmark]
    public bool MailArguments() => MailSyntax.Parse("FROM:<anna.amsel@department.example.com> SIZE=102400 BODY=8BITMIME"u8, out _).IsNothing;
}
