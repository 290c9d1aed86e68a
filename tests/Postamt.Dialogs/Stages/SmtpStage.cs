using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Dialogs.Playing;
using Postamt.Net;
using Postamt.Smtp;
using Postamt.Smtp.Server;
using Postamt.SmtpFakes;
using Postamt.TestWire;

namespace Postamt.Dialogs.Stages;

/// <summary>The real SMTP engine with a scripted handler; options and questions are in README.md.</summary>
internal sealed class SmtpStage : DialogStage
{
    private static readonly Net.Tls.TlsCertificates Certificates = TestCertificates.For("post.example");
    private readonly ScriptedHandler _handler = new();

    internal SmtpStage(SmtpProfile profile, IReadOnlyDictionary<string, string> options)
    {
        int Number(string name, int otherwise) =>
            options.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        var limits = new SmtpLimits();
        if (options.TryGetValue("profile", out string? named))
            profile = Enum.Parse<SmtpProfile>(named, ignoreCase: true);
        string tls = options.GetValueOrDefault("tls", "");
        Protocol = new SmtpServer(
            new SmtpServerOptions
            {
                Profile = profile,
                HostName = "post.example",
                RequireTls = tls == "required",
                Limits = limits with
                {
                    MessageSize = Number("size", (int)limits.MessageSize),
                    Recipients = Number("recipients", limits.Recipients),
                    Chunks = Number("chunks", limits.Chunks),
                    Errors = Number("errors", limits.Errors),
                    JunkCommands = Number("junk", limits.JunkCommands),
                    Mails = Number("mails", limits.Mails),
                },
            },
            _handler, RandomNumberGenerator.Create(), NullLogger<SmtpServer>.Instance);
        Wire = new InMemoryWireOptions { Certificates = tls == "none" ? null : Certificates, SegmentSize = 16 };
    }

    public override InMemoryWireOptions Wire { get; }

    public override IProtocol Protocol { get; }

    public override string? Check(string question)
    {
        string[] words = question.Split(' ', 2);
        string actual = words[0] switch
        {
            "mails" => _handler.Mails.Count.ToString(CultureInfo.InvariantCulture),
            "content" => _handler.Mails[^1].Text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
            _ => throw new ArgumentException($"{question} is no question for this stage"),
        };
        return actual == words[1] ? null : $"it is {actual}";
    }
}
