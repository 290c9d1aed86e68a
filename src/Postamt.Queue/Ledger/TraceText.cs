using System.Globalization;
using System.Text;
using Postamt.Queue.Outcomes;

namespace Postamt.Queue.Ledger;

/// <summary>Steps of a mail in words; what stands in the detail column and what trace prints.</summary>
public static class TraceText
{
    public const string Erased = "(erased)";

    /// <summary>Why an expansion ends without children.</summary>
    public const string NobodyNew = "everybody it leads to has the mail already";

    public static string Filed(Accepting.Filing filing) => string.Create(CultureInfo.InvariantCulture, $"account {filing.Account.Value}, {filing.Mailbox}");

    public static string Relayed(string host, string reply) => $"{host} took it: {OneLine(reply)}";

    public static string Bounced(DeliveryFailure failure, Mail.Envelopes.AcceptId? notice) => $"{Failure(failure)}; {Notice(notice)}";

    public static string Expanded(int children) => string.Create(CultureInfo.InvariantCulture, $"{children} recipient{(children == 1 ? "" : "s")}");

    public static string Failure(DeliveryFailure failure)
    {
        var text = new StringBuilder().Append(failure.Status).Append(' ').Append(OneLine(failure.Cause));
        if (failure.RemoteHost is { } host) text.Append("; ").Append(OneLine(host)).Append(failure.RemoteReply is null ? "" : " answered: ");
        if (failure.RemoteReply is { } reply) text.Append(failure.RemoteHost is null ? "; answer: " : "").Append(OneLine(reply));
        return text.ToString();
    }

    /// <summary>The sentence of one ledger row.</summary>
    public static string Of(LedgerRow row)
    {
        var detail = row.Detail ?? Erased;
        return row.Event switch
        {
            LedgerEvent.Accepted => row.Parent == 0 ? $"Accepted ({row.Kind}): {detail}" : $"Comes from an alias, group or forward of this mail: {detail}",
            LedgerEvent.Quarantined => $"Held in quarantine: {detail}",
            LedgerEvent.Delivered => $"Delivered: {detail}",
            LedgerEvent.Relayed => $"Relayed: {detail}",
            LedgerEvent.Bounced => $"Could not be delivered: {detail}",
            LedgerEvent.Expired => $"Given up after the time for retries: {detail}",
            LedgerEvent.Discarded => $"Discarded: {detail}",
            LedgerEvent.Expanded => $"Expanded into {detail}",
            _ => $"Transferred: {detail}",
        };
    }

    public static string DotBegun(string host) => $"The mail is being handed to {OneLine(host)}: what it answers decides.";

    public static string Deferred(DeliveryFailure failure, DateTimeOffset next) =>
        string.Create(CultureInfo.InvariantCulture, $"Deferred: {Failure(failure)}; next attempt {next.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    public static string Doomed(Doom doom) => $"{(doom.Expired ? "Given up" : "Failed")}: {Failure(doom.Failure)}; the sender is told with what else fails about now";

    /// <summary>At most 512 characters, without control characters.</summary>
    public static string OneLine(string text)
    {
        var end = Math.Min(text.Length, 512);
        if (end > 0 && end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
        return string.Create(end, text, static (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++) chars[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
    }

    private static string Notice(Mail.Envelopes.AcceptId? notice) => notice is { } id ? $"notice {id}" : "no notice";
}
