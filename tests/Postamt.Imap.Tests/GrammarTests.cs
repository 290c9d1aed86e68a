using System.Diagnostics;
using System.Text;
using CsCheck;
using Postamt.Imap.Grammar;

namespace Postamt.Imap.Tests;

public sealed class GrammarTests
{
    [Theory]
    [InlineData("Entw&APw-rfe", "Entwürfe")]
    [InlineData("&Jjo-!", "☺!")]
    [InlineData("a&-b", "a&b")]
    [InlineData("&ZeVnLIqe-", "日本語")]
    [InlineData("&2Dzfxg-", "🏆")]
    public void Modified_utf7_is_read_and_written(string coded, string name)
    {
        Assert.True(ModifiedUtf7.TryDecode(Encoding.ASCII.GetBytes(coded), out var read));
        Assert.Equal(name, read);
        Assert.Equal(coded, ModifiedUtf7.Encode(name));
    }

    [Theory]
    [Trait("attack", "109")]
    [InlineData("&")]
    [InlineData("&!-")]
    [InlineData("&2Dw-")]
    [InlineData("&AGE-")]
    [InlineData("&AC8-")]
    [InlineData("&Jjo-&Jjo-")]
    [InlineData("&Jjp-")]
    [InlineData("&Jj")]
    [InlineData("ü")]
    public void Modified_utf7_in_another_form_is_refused(string coded) =>
        Assert.False(ModifiedUtf7.TryDecode(Encoding.UTF8.GetBytes(coded), out _));

    [Fact]
    [Trait("attack", "109")]
    public void Any_name_comes_back_from_modified_utf7() => Gen.String.Where(IsWhole).Sample(name =>
        ModifiedUtf7.TryDecode(Encoding.ASCII.GetBytes(ModifiedUtf7.Encode(name)), out var read) && read == name, iter: 20_000);

    [Fact]
    [Trait("attack", "109")]
    public void Any_octets_are_refused_or_come_back() => Gen.Byte[0x20, 0x7e].Array[0, 24].Sample(coded =>
        !ModifiedUtf7.TryDecode(coded, out var name) || Encoding.ASCII.GetBytes(ModifiedUtf7.Encode(name)).AsSpan().SequenceEqual(coded), iter: 100_000);

    [Theory]
    [InlineData("*", "a/b", true)]
    [InlineData("%", "a/b", false)]
    [InlineData("%", "a", true)]
    [InlineData("a/%", "a/b", true)]
    [InlineData("a/%", "a/b/c", false)]
    [InlineData("%/%", "a/b", true)]
    [InlineData("%b", "aab", true)]
    [InlineData("*b", "a/bb", true)]
    [InlineData("inbox", "INBOX", true)]
    [InlineData("INBOX*", "INBOX/x", true)]
    [InlineData("a", "ab", false)]
    [InlineData("%*", "x/y", true)]
    [InlineData("*%", "x/y", true)]
    public void Patterns_match(string pattern, string name, bool expected) => Assert.Equal(expected, new ListPattern(pattern).Matches(name));

    [Fact]
    [Trait("attack", "103")]
    public void A_pattern_of_wildcards_is_linear()
    {
        var pattern = new ListPattern(string.Concat(Enumerable.Repeat("*a%", 100)) + "z");
        var name = new string('a', 200);
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < 1_000; at++) Assert.False(pattern.Matches(name));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    [Trait("attack", "103")]
    public void Patterns_match_as_a_slow_reading_has_it()
    {
        var letters = Gen.Char["ab/*%"];
        Gen.Select(letters.Array[0, 150], Gen.Char["ab/"].Array[0, 12]).Sample((pattern, name) =>
            new ListPattern(new string(pattern)).Matches(new string(name)) == Slow(new string(pattern), new string(name)), iter: 20_000);
        Gen.Select(letters.Array[0, 7], Gen.Char["ab/"].Array[0, 7]).Sample((pattern, name) =>
            new ListPattern(new string(pattern)).Matches(new string(name)) == Slow(new string(pattern), new string(name)), iter: 50_000);
    }

    [Theory]
    [InlineData("1,3:5", 10u, "1,3:5")]
    [InlineData("5:*", 3u, "3:5")]
    [InlineData("*", 9u, "9")]
    [InlineData("4:2,3", 9u, "2:4")]
    [InlineData("*:1", 2u, "1:2")]
    [InlineData("*", 0u, "")]
    public void Sets_are_resolved(string text, uint star, string expected)
    {
        var tokens = new ImapTokenizer(Encoding.ASCII.GetBytes(text), 1);
        Assert.True(SequenceSet.TryParse(ref tokens, out var set));
        Assert.True(tokens.AtEnd);
        Assert.Equal(expected, string.Join(',', set.Resolve(star).Select(one => one.First == one.Last ? $"{one.First}" : $"{one.First}:{one.Last}")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("4294967296")]
    [InlineData("1:")]
    [InlineData(",1")]
    [InlineData("a")]
    public void A_broken_set_is_refused(string text)
    {
        var tokens = new ImapTokenizer(Encoding.ASCII.GetBytes(text), 1);
        Assert.False(SequenceSet.TryParse(ref tokens, out _));
    }

    [Theory]
    [InlineData("a {5}", 5, false)]
    [InlineData("a {5+}", 5, true)]
    [InlineData("a ~{5}", 5, false)]
    [InlineData("a {99999999999999999999}", long.MaxValue, false)]
    public void A_literal_is_announced(string line, long octets, bool nonSynchronizing)
    {
        Assert.True(LiteralMark.TryEnd(Encoding.ASCII.GetBytes(line), out var mark, out _));
        Assert.Equal((octets, nonSynchronizing), (mark.Octets, mark.NonSynchronizing));
    }

    [Theory]
    [InlineData("a {}")]
    [InlineData("a {-1}")]
    [InlineData("a {+5}")]
    [InlineData("a {0x5}")]
    [InlineData("a {5} ")]
    public void What_is_no_mark_is_no_literal(string line) => Assert.False(LiteralMark.TryEnd(Encoding.ASCII.GetBytes(line), out _, out _));

    private static bool Slow(string pattern, string name)
    {
        var expression = System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("%", "[^/]*", StringComparison.Ordinal);
        return System.Text.RegularExpressions.Regex.IsMatch(name, $"\\A(?:{expression})\\z", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
    }

    private static bool IsWhole(string text) => Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text)) == text && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
