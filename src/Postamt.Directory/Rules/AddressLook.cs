using System.Collections.Frozen;
using System.Text;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Rules;

/// <summary>
/// What an address looks like to a reader: two addresses with one look are one trap. After UTS 39 4 (skeleton), with the letters of Cyrillic,
/// Greek, Armenian and Cherokee that fonts draw like Latin ones, and the dotless i; plain ASCII pairs (l and 1, rn and m) stay apart.
/// </summary>
public static class AddressLook
{
    private static readonly FrozenDictionary<char, char> Latin = Pairs(
        "аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwкkмmтtвbнhгrпnьbӏlүyґr" +
        "αaοoρpνvιiκkτtυuχxγyηnωwεeβb" +
        "օoսuոnցgհhզq" +
        "ıiɩiɡgʏyʀrɑaɪiᴏoᴜuᴠvᴡwᴢzᴄc" +
        "łløođdħhŧt").ToFrozenDictionary();

    public static string Of(EmailAddress address) => Of(address.LocalPart) + "@" + address.Domain.Ascii;

    internal static string Of(string localPart)
    {
        var look = new StringBuilder(localPart.Length);
        foreach (var c in Fold(localPart)) look.Append(Latin.GetValueOrDefault(c, c));
        return look.ToString();
    }

    /// <summary>Compatibility form in lower case, so often that doing it once more changes nothing.</summary>
    internal static string Fold(string text)
    {
        for (var round = 0; round < 4; round++)
        {
            var next = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
            if (next == text) break;
            text = next;
        }
        return text;
    }

    private static Dictionary<char, char> Pairs(string pairs)
    {
        var map = new Dictionary<char, char>();
        for (var i = 0; i < pairs.Length; i += 2) map[pairs[i]] = pairs[i + 1];
        return map;
    }
}
