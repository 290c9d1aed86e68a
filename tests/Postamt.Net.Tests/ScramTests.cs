using System.Text;
using Postamt.Net.Sasl;
using Postamt.Net.Tls;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>SCRAM-SHA-256 and its -PLUS form (RFC 5802, RFC 7677, RFC 9266).</summary>
public sealed class ScramTests
{
    private static readonly ChannelBinding Exporter = new(ChannelBinding.Exporter, Enumerable.Range(1, 32).Select(one => (byte)one).ToArray());
    private static readonly ChannelBinding EndPoint = new(ChannelBinding.ServerEndPoint, Enumerable.Range(100, 32).Select(one => (byte)one).ToArray());

    [Fact]
    public void The_test_client_speaks_the_example_of_RFC_7677()
    {
        var client = new ScramClient("user", "pencil");
        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Encoding.ASCII.GetString(client.First()));
        byte[] final = client.Final("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"u8.ToArray());
        Assert.Equal("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", Encoding.ASCII.GetString(final));
        Assert.Equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", client.ExpectedServerFinal());
    }

    [Fact]
    public async Task An_exchange_with_fixed_chance_gives_known_octets()
    {
        var random = new FixedRandom([0, 1, 2, 3, 4, 5, 6, 7]);
        var session = SaslSession<string>.Begin("SCRAM-SHA-256", new TestSasl(), TestSasl.Context(random: random));
        SaslStep<string> step = await session.StartAsync("biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8="u8.ToArray(), default);
        Assert.Equal("r=rOprNGfwEbeRWgbNEkqOAAECAwQFBgcAAQIDBAUGBwABAgMEBQYH,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", Encoding.ASCII.GetString(step.Data.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_right_password_logs_in_and_the_server_proves_itself(bool successData)
    {
        var authority = new TestSasl();
        var client = new ScramClient("user", "pencil");
        var session = SaslSession<string>.Begin("scram-sha-256", authority, TestSasl.Context(successData: successData));
        SaslStep<string> step = await session.StartAsync(null, default);
        Assert.True(step.Data.IsEmpty);
        step = await session.StepAsync(client.First(), default);
        step = await session.StepAsync(client.Final(step.Data), default);
        Assert.Equal(client.ExpectedServerFinal(), Encoding.ASCII.GetString(step.Data.Span));
        if (!successData)
        {
            Assert.Equal(SaslStepKind.Challenge, step.Kind);
            step = await session.StepLineAsync(default, default);
        }
        Assert.Equal((SaslStepKind.Succeeded, "pencil"), (step.Kind, step.Identity));
        Assert.Equal("user", Assert.Single(authority.Reports).AuthenticationId);
    }

    [Fact]
    public async Task Each_of_several_app_passwords_logs_in_and_is_told_apart()
    {
        string[] passwords = ["first", "second", "third"];
        foreach (string password in passwords)
        {
            SaslStep<string> step = await RunAsync(new ScramClient("user", password), "SCRAM-SHA-256", null, new TestSasl { AppPasswords = passwords });
            Assert.Equal(password, step.Identity);
        }
    }

    [Theory]
    [InlineData("user", "wrong")]
    [InlineData("nobody", "pencil")]
    public async Task A_wrong_password_and_an_unknown_user_end_alike(string user, string password)
    {
        var authority = new TestSasl();
        SaslStep<string> step = await RunAsync(new ScramClient(user, password), "SCRAM-SHA-256", null, authority);
        Assert.Equal(SaslFailure.BadCredentials, step.Failure);
        Assert.Null(Assert.Single(authority.Reports).Matched);
    }

    [Theory]
    [InlineData(ChannelBinding.Exporter)]
    [InlineData(ChannelBinding.ServerEndPoint)]
    public async Task Plus_binds_to_the_connection(string type)
    {
        ChannelBinding binding = type == ChannelBinding.Exporter ? Exporter : EndPoint;
        var client = new ScramClient("user", "pencil", $"p={type},,", binding.Data.ToArray());
        Assert.Equal("pencil", (await RunAsync(client, "SCRAM-SHA-256-PLUS", TestSasl.Tls(Exporter, EndPoint))).Identity);
    }

    [Fact]
    public async Task Plus_with_another_connections_binding_fails()
    {
        var client = new ScramClient("user", "pencil", "p=tls-exporter,,", new byte[32]);
        Assert.Equal(SaslFailure.ChannelBinding, (await RunAsync(client, "SCRAM-SHA-256-PLUS", TestSasl.Tls(Exporter))).Failure);
    }

    [Theory]
    [Trait("attack", "97")]
    [InlineData("SCRAM-SHA-256", "y,,", "the client was not shown that we can bind")]
    [InlineData("SCRAM-SHA-256", "p=tls-exporter,,", "binding without the -PLUS name")]
    [InlineData("SCRAM-SHA-256-PLUS", "n,,", "-PLUS without binding")]
    [InlineData("SCRAM-SHA-256-PLUS", "y,,", "-PLUS without binding")]
    [InlineData("SCRAM-SHA-256-PLUS", "p=tls-unique,,", "a type we do not have")]
    public async Task Stripping_or_mixing_the_binding_fails(string mechanism, string header, string why)
    {
        SaslStep<string> step = await RunAsync(new ScramClient("user", "pencil", header), mechanism, TestSasl.Tls(Exporter));
        Assert.True(step.Failure == SaslFailure.ChannelBinding, why);
    }

    [Fact]
    public async Task The_flag_y_is_right_where_we_cannot_bind()
    {
        Assert.Equal("pencil", (await RunAsync(new ScramClient("user", "pencil", "y,,"), "SCRAM-SHA-256", null)).Identity);
        SaslStep<string> plus = await RunAsync(new ScramClient("user", "pencil", "p=tls-exporter,,"), "SCRAM-SHA-256-PLUS", null);
        Assert.Equal(SaslFailure.ChannelBinding, plus.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("n,,")]
    [InlineData("n,,n=user")]
    [InlineData("x,,n=user,r=abc")]
    [InlineData("n,b=x,n=user,r=abc")]
    [InlineData("n,,m=ext,n=user,r=abc")]
    [InlineData("n,,n=user,r=abc,m=ext")]
    [InlineData("n,,n=us=er,r=abc")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,n=user,r=a b")]
    [InlineData("n,,n=user\0,r=abc")]
    [InlineData("p=,,n=user,r=abc")]
    public async Task A_broken_first_message_fails(string message)
    {
        var session = SaslSession<string>.Begin("SCRAM-SHA-256", new TestSasl(), TestSasl.Context());
        await session.StartAsync(null, default);
        Assert.Equal(SaslFailure.Malformed, (await session.StepAsync(Encoding.UTF8.GetBytes(message), default)).Failure);
    }

    [Theory]
    [InlineData("c=biws,r={0}")]
    [InlineData("c=biws,r={0},p=")]
    [InlineData("c=biws,r={0},p=AAAA")]
    [InlineData("c=!!,r={0},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("c=biws,r={0}x,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("r={0},c=biws,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    public async Task A_broken_final_message_fails(string format)
    {
        var session = SaslSession<string>.Begin("SCRAM-SHA-256", new TestSasl(), TestSasl.Context());
        SaslStep<string> step = await session.StepAsync("n,,n=user,r=abc"u8.ToArray(), default);
        string nonce = Encoding.ASCII.GetString(step.Data.Span).Split(',')[0][2..];
        step = await session.StepAsync(Encoding.UTF8.GetBytes(string.Format(null, format, nonce)), default);
        Assert.Equal(SaslFailure.Malformed, step.Failure);
    }

    [Fact]
    public async Task A_proof_recorded_once_does_not_work_again()
    {
        var client = new ScramClient("user", "pencil");
        var first = SaslSession<string>.Begin("SCRAM-SHA-256", new TestSasl(), TestSasl.Context());
        byte[] recorded = client.Final((await first.StepAsync(client.First(), default)).Data);
        var second = SaslSession<string>.Begin("SCRAM-SHA-256", new TestSasl(), TestSasl.Context());
        await second.StepAsync(client.First(), default);
        Assert.Equal(SaslFailure.Malformed, (await second.StepAsync(recorded, default)).Failure);
    }

    [Fact]
    public async Task A_name_may_hold_commas_and_equal_signs()
    {
        var authority = new TestSasl();
        await RunAsync(new ScramClient("a=2Cb=3Dc", "pencil", "n,a=other=2C,"), "SCRAM-SHA-256", null, authority);
        Assert.Equal(("a,b=c", "other,"), (authority.Reports[0].AuthenticationId, authority.Reports[0].AuthorizationId));
    }

    [Fact]
    public async Task A_directory_that_is_away_is_not_a_wrong_password()
    {
        SaslStep<string> step = await RunAsync(new ScramClient("user", "pencil"), "SCRAM-SHA-256", null, new TestSasl { Outage = SaslFailure.Unavailable });
        Assert.Equal(SaslFailure.Unavailable, step.Failure);
    }

    private static async Task<SaslStep<string>> RunAsync(ScramClient client, string mechanism, TlsState? tls, TestSasl? authority = null)
    {
        var session = SaslSession<string>.Begin(mechanism, authority ?? new TestSasl(), TestSasl.Context(tls));
        SaslStep<string> step = await session.StartAsync(null, default);
        if (step.Kind == SaslStepKind.Challenge)
            step = await session.StepAsync(client.First(), default);
        if (step.Kind == SaslStepKind.Challenge)
            step = await session.StepAsync(client.Final(step.Data), default);
        return step.Kind == SaslStepKind.Challenge ? await session.StepAsync(default, default) : step;
    }
}
