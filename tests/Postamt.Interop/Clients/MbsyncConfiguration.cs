using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>
/// mbsync's file for one account: INBOX and a Maildir, kept the same both ways. It holds the host against the certificate's DNS names, and a
/// first start's certificate names localhost.
/// </summary>
internal static class MbsyncConfiguration
{
    /// <summary>The file's path.</summary>
    public static string Write(TempFolder folder, Listener imaps, Account account, string certificate) =>
        folder.File("mbsyncrc", $"""
            IMAPAccount there
            Host localhost
            Port {imaps.PortText}
            User {account.Address}
            Pass {account.Password}
            SSLType IMAPS
            CertificateFile {folder.File("server.pem", certificate)}

            IMAPStore there
            Account there

            MaildirStore here
            Path {folder.Path}/maildir/
            Inbox {folder.Path}/maildir/INBOX
            SubFolders Verbatim

            Channel both
            Far :there:
            Near :here:
            Patterns INBOX
            Create Both
            Expunge Both
            Sync All
            SyncState *

            """);
}
