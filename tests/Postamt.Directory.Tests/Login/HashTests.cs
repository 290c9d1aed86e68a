using System.Security.Cryptography;
using System.Text;
using Postamt.Directory.Login;

namespace Postamt.Directory.Tests.Login;

public sealed class HashTests
{
    [Fact]
    public void Argon2id_gives_the_reference_value()
    {
        // t=2, m=2^16, p=1, "password", "somesaltsomesalt": two other implementations come to it.
        var hash = Argon2Hash.Compute("password"u8.ToArray(), "somesaltsomesalt"u8.ToArray(), memory: 65536);
        Assert.Equal("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$/DO3gTkjHTS3Fia9YkXB1y76GQrWBcPYFmpyrc7fosI", hash.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=19456,t=2$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$!!$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc")]
    public void A_verifier_nobody_here_wrote_is_not_read(string text) => Assert.False(Argon2Hash.TryParse(text, out _));

    [Fact]
    public void A_verifier_reads_back()
    {
        const string Text = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc";
        Assert.True(Argon2Hash.TryParse(Text, out var hash));
        Assert.Equal(Text, hash.ToString());
    }

    [Fact]
    public void Scram_keys_are_those_of_the_RFC()
    {
        // RFC 7677 3: user "user", password "pencil".
        var (stored, server) = ScramKeys.Derive("pencil"u8, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        const string Auth = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(HMACSHA256.HashData(server, Encoding.ASCII.GetBytes(Auth))));
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        var signature = HMACSHA256.HashData(stored, Encoding.ASCII.GetBytes(Auth));
        var client = proof.Zip(signature, (one, other) => (byte)(one ^ other)).ToArray();
        Assert.Equal(stored, SHA256.HashData(client));
    }

    [Fact]
    public void An_app_password_reads_back_whole()
    {
        using var random = RandomNumberGenerator.Create();
        for (var i = 0; i < 500; i++)
        {
            var made = AppPassword.Create(random);
            Assert.Equal(made.Bits, AppPassword.TryParse(Encoding.ASCII.GetBytes(made.Text))?.Bits);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse battery staple")]
    [InlineData("aaaaa-aaaaa-aaaaa-aaaaa-aaaaa")]
    [InlineData("aaaaa-aaaaa-aaaaa-aaaaa-aaaaaaa")]
    [InlineData("aaaaa-aaaaa-aaaaa-aaaaa-aaaaa1")]
    [InlineData("aaaaa-aaaaa-aaaaa-aaaaa-aaaaab")]
    public void What_has_not_the_shape_is_no_app_password(string text) => Assert.Null(AppPassword.TryParse(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_verifier_of_an_app_password_reads_back_and_tells_it_from_others()
    {
        using var random = RandomNumberGenerator.Create();
        var (one, other) = (AppPassword.Create(random), AppPassword.Create(random));
        var verifier = AppPasswordVerifier.TryParse(AppPasswordVerifier.Derive(one, new byte[16], 4096).ToString());
        Assert.NotNull(verifier);
        Assert.True(verifier.Matches(one));
        Assert.False(verifier.Matches(other));
        Assert.Null(AppPasswordVerifier.TryParse("app1$AAAA$BBBB$CCCC"));
    }
}
