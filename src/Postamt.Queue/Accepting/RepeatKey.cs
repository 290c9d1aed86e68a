using System.Security.Cryptography;
using System.Text;

namespace Postamt.Queue.Accepting;

/// <summary>
/// By what a mail sent again after a broken connection is known: reverse-path, recipients, Message-ID, content and peer network.
/// </summary>
public static class RepeatKey
{
    /// <summary>How long an unanswered accept waits for its repetition.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    /// <summary>32 octets; null for mails made here, which nobody sends again.</summary>
    public static byte[]? Of(AcceptRequest request)
    {
        if (request.Source.Kind == AcceptKind.Internal) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, request.Mail.ReversePath.ToString());
        Append(hash, request.MessageId ?? "");
        Append(hash, request.Source.PeerNetwork);
        hash.AppendData(request.Content.Hash.ToBytes());
        foreach (var recipient in request.Recipients.Select(r => r.Recipient.Address.ToString()).Order(StringComparer.Ordinal)) Append(hash, recipient);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(octets.Length));
        hash.AppendData(octets);
    }
}
