namespace Postamt.Directory.Rules;

/// <summary>The writing systems that share look-alike letters, or are used together in one word (UTS 39 5.2).</summary>
internal enum Script
{
    /// <summary>Digits, punctuation and combining marks: go with every script.</summary>
    Common,
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Cherokee,
    Han,
    Kana,
    Hangul,
    Bopomofo,

    /// <summary>Any other; told apart by blocks of 128 code points.</summary>
    Other,
}
