using System.Text;
using Postamt.Net.Sasl;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>PLAIN, LOGIN and the frame around all mechanisms (attacks 96 and 97).</summary>
[Trait("attack", "96")]
public sealed class SaslSessionTests
{
    private readonly TestSasl _authority = new();

    [Fact]
    public async Task Plain_logs_in_with_an_initial_response()
    {
        SaslStep<string> step = await Begin("PLAIN").StartAsync(Base64("\0user\0pencil"), default);
        Assert.Equal((SaslStepKind.Succeeded, "user"), (step.Kind, step.Identity));
        Assert.Equal(["|user|pencil"], _authority.Asked);
    }

    [Fact]
    public async Task Plain_logs_in_without_an_initial_response()
    {
        SaslSession<string> session = Begin("plain");
        SaslStep<string> step = await session.StartAsync(null, default);
        Assert.Equal((SaslStepKind.Challenge, ""), (step.Kind, step.Base64));
        Assert.Equal("user", (await session.StepLineAsync(Base64("other\0user\0pencil"), default)).Identity);
        Assert.Equal(["other|user|pencil"], _authority.Asked);
    }

    [Fact]
    public async Task Login_asks_for_name_and_password()
    {
        SaslSession<string> session = Begin("LOGIN");
        Assert.Equal("VXNlcm5hbWU6", (await session.StartAsync(null, default)).Base64);
        Assert.Equal("UGFzc3dvcmQ6", (await session.StepLineAsync(Base64("user"), default)).Base64);
        Assert.Equal("user", (await session.StepLineAsync(Base64("pencil"), default)).Identity);
    }

    [Fact]
    public async Task Login_takes_the_name_as_initial_response()
    {
        SaslSession<string> session = Begin("LOGIN");
        Assert.Equal("UGFzc3dvcmQ6", (await session.StartAsync(Base64("user"), default)).Base64);
        Assert.Equal(SaslFailure.BadCredentials, (await session.StepLineAsync(Base64("wrong"), default)).Failure);
    }

    [Theory]
    [InlineData("PLAIN", "")]
    [InlineData("PLAIN", "=")]
    [InlineData("PLAIN", "!!!!")]
    [InlineData("PLAIN", "AHVzZXIAcGVuY2ls AAAA")]
    [InlineData("PLAIN", "AHVzZXIAcGVuY2l")]
    [InlineData("PLAIN", "dXNlcg==")]
    [InlineData("PLAIN", "AHVzZXIA")]
    [InlineData("PLAIN", "AABwZW5jaWw=")]
    [InlineData("PLAIN", "AHVzZXIAcGVuAGNpbA==")]
    [InlineData("PLAIN", "AP8AcGVuY2ls")]
    [InlineData("PLAIN", "AHVzDWVyAHBlbmNpbA==")]
    [InlineData("LOGIN", "=")]
    [InlineData("LOGIN", "/w==")]
    public async Task A_broken_response_fails_and_asks_nobody(string mechanism, string response)
    {
        SaslStep<string> step = await Begin(mechanism).StartAsync(Encoding.ASCII.GetBytes(response), default);
        Assert.Equal(SaslFailure.Malformed, step.Failure);
        Assert.Empty(_authority.Asked);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("SCRAM-SHA-256")]
    public async Task A_megabyte_fails_and_asks_nobody(string mechanism)
    {
        SaslSession<string> session = Begin(mechanism);
        await session.StartAsync(null, default);
        SaslStep<string> step = await session.StepLineAsync(Base64("\0user\0" + new string('x', 1_000_000)), default);
        Assert.Equal(SaslFailure.Malformed, step.Failure);
        Assert.Equal(SaslFailure.Malformed, (await Begin("PLAIN").StartAsync(Base64("\0user\0" + new string('x', 2000)), default)).Failure);
        Assert.Empty(_authority.Asked);
    }

    [Fact]
    public async Task An_asterisk_aborts_for_good()
    {
        SaslSession<string> session = Begin("LOGIN");
        await session.StartAsync(null, default);
        await session.StepLineAsync(Base64("user"), default);
        Assert.Equal(SaslFailure.Aborted, (await session.StepLineAsync("*"u8.ToArray(), default)).Failure);
        Assert.Equal(SaslFailure.Aborted, (await session.StepLineAsync(Base64("pencil"), default)).Failure);
        Assert.Empty(_authority.Asked);
    }

    [Fact]
    public async Task A_session_that_ended_never_logs_in_again()
    {
        SaslSession<string> session = Begin("PLAIN");
        Assert.Equal("user", (await session.StartAsync(Base64("\0user\0pencil"), default)).Identity);
        Assert.Null((await session.StepLineAsync(Base64("\0user\0pencil"), default)).Identity);
        Assert.Single(_authority.Asked);
    }

    [Theory]
    [Trait("attack", "97")]
    [InlineData("PLAIN", SaslFailure.EncryptionRequired)]
    [InlineData("LOGIN", SaslFailure.EncryptionRequired)]
    [InlineData("SCRAM-SHA-256-PLUS", SaslFailure.ChannelBinding)]
    [InlineData("CRAM-MD5", SaslFailure.UnknownMechanism)]
    [InlineData("AVERYLONGMECHANISMNAMEINDEED", SaslFailure.UnknownMechanism)]
    public async Task What_is_not_offered_is_not_accepted(string mechanism, SaslFailure expected)
    {
        SaslContext plain = TestSasl.Context();
        Assert.Equal([SaslMechanisms.ScramSha256], SaslMechanisms.Offered(plain));
        SaslStep<string> step = await SaslSession<string>.Begin(mechanism, _authority, plain).StartAsync(Base64("\0user\0pencil"), default);
        Assert.Equal(expected, step.Failure);
        Assert.Empty(_authority.Asked);
    }

    [Fact]
    public void Everything_is_offered_strongest_first_under_TLS()
    {
        SaslContext context = TestSasl.Context(TestSasl.Tls(new Tls.ChannelBinding("tls-exporter", new byte[32])));
        Assert.Equal(["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN"], SaslMechanisms.Offered(context));
    }

    [Fact]
    public void Secrets_do_not_stand_in_a_records_text()
    {
        var request = new SaslPassword("PLAIN", "user", null, "pencil"u8.ToArray(), TestSasl.Context().Peer);
        Assert.Equal("PLAIN user", request.ToString());
    }

    private SaslSession<string> Begin(string mechanism) => SaslSession<string>.Begin(mechanism, _authority, TestSasl.Context(TestSasl.Tls()));

    private static byte[] Base64(string text) => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
}
