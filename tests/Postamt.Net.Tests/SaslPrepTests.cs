using Postamt.Net.Sasl;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>The examples of RFC 4013 3 and what else is prohibited.</summary>
public sealed class SaslPrepTests
{
    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    [InlineData("\u0007", null)]
    [InlineData("\u0627\u0031", null)]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("\u00BD", "1\u20442")]
    [InlineData("\u0627\u0628", "\u0627\u0628")]
    [InlineData("a\u0627", null)]
    [InlineData("a\u202Eb", null)]
    [InlineData("\uE000", null)]
    [InlineData("a\u0085b", null)]
    [InlineData("\u00AD", "")]
    [InlineData("m\u00FCller", "m\u00FCller")]
    public void Text_is_prepared(string text, string? expected) => Assert.Equal(expected, SaslPrep.Prepare(text));

    [Fact]
    public void Half_a_surrogate_pair_is_prohibited() => Assert.Null(SaslPrep.Prepare("a" + (char)0xD800));
}
