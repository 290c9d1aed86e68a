namespace Postamt.Attacks.Playing;

/// <summary>How far an attacker behaves before the attack.</summary>
internal enum Stage
{
    /// <summary>Connected; the greeting is not read.</summary>
    Connected,

    Greeted,

    /// <summary>EHLO or LHLO; on submission TLS and Anna's sign-in too.</summary>
    Hello,

    Sender,

    /// <summary>The victim is the recipient.</summary>
    Recipient,

    /// <summary>After 354.</summary>
    Content,

    /// <summary>IMAP: the victim is signed in.</summary>
    Inside,

    /// <summary>IMAP: with INBOX open.</summary>
    Selected,
}
