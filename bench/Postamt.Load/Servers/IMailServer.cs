using System.Net;

namespace Postamt.Load.Servers;

/// <summary>A running mail server with accounts user1 … userN of one domain: ours, or the peer's programs together.</summary>
internal interface IMailServer : IAsyncDisposable
{
    /// <summary>With versions, as it stands in tables.</summary>
    string Name { get; }

    /// <summary>How it is set up, in Markdown.</summary>
    string Settings { get; }

    IPEndPoint Smtp { get; }

    /// <summary>Without TLS at first.</summary>
    IPEndPoint Imap { get; }

    /// <summary>TLS from the first octet.</summary>
    IPEndPoint Imaps { get; }

    IReadOnlyList<MailAccount> Accounts { get; }

    /// <summary>The processes it was started as; what they start belongs to them.</summary>
    IReadOnlyList<int> Processes { get; }
}
