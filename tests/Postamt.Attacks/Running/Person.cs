using System.Text;

namespace Postamt.Attacks.Running;

/// <summary>Somebody with a mailbox. The password is a secret that no log may show, in no form in which it goes over the wire.</summary>
internal sealed record Person(string Address, string Password)
{
    /// <summary>RFC 4616 2, in base64.</summary>
    public string Plain => Base64($"\0{Address}\0{Password}");

    public IEnumerable<string> Secrets => [Password, Plain, Base64(Password)];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
