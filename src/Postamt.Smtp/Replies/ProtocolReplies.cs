// The closed list of what the engine says by itself. None of these refuses a sender, a recipient or a mail for what it
// is: that takes a PolicyDecision. RFC 5321 4.2.2 and 4.2.3, RFC 3207 4, RFC 4954 4 and 6, RFC 5248 2.
using Postamt.Mail.Outcomes;

namespace Postamt.Smtp.Replies;

/// <summary>Replies to the dialog itself.</summary>
internal static class ProtocolReplies
{
    internal static readonly SmtpReply Noop = SmtpReply.Of(250, 0, 0, "OK");
    internal static readonly SmtpReply Reset = SmtpReply.Of(250, 0, 0, "Reset");
    internal static readonly SmtpReply Bye = SmtpReply.Of(221, 0, 0, "Goodbye");
    internal static readonly SmtpReply SenderOk = SmtpReply.Of(250, 1, 0, "Sender OK");
    internal static readonly SmtpReply RecipientOk = SmtpReply.Of(250, 1, 5, "Recipient OK");
    internal static readonly SmtpReply ChunkOk = SmtpReply.Of(250, 0, 0, "Chunk OK");
    internal static readonly SmtpReply StartTls = SmtpReply.Of(220, 0, 0, "Go ahead");
    internal static readonly SmtpReply Authenticated = SmtpReply.Of(235, 7, 0, "Authenticated");
    internal static readonly SmtpReply StartInput = SmtpReply.Plain(ReplyCode.StartInput, "Start mail input; end with <CRLF>.<CRLF>");

    // RFC 5321 3.5.3: 252 when the address cannot be verified; whether it exists is nobody's business.
    internal static readonly SmtpReply CannotVerify = SmtpReply.Of(252, 1, 5, "Cannot verify; send some mail and see");

    internal static readonly SmtpReply Help = SmtpReply.Of(214, 0, 0, "Commands: AUTH BDAT DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY\nSee RFC 5321");
    internal static readonly SmtpReply LmtpHelp = SmtpReply.Of(214, 0, 0, "Commands: BDAT DATA HELP LHLO MAIL NOOP QUIT RCPT RSET STARTTLS VRFY\nSee RFC 2033");

    internal static readonly SmtpReply Fault = SmtpReply.Of(451, 3, 0, "Internal fault, try again later");
    internal static readonly SmtpReply TooManyRecipients = SmtpReply.Of(452, 5, 3, "Too many recipients");
    internal static readonly SmtpReply Revoked = SmtpReply.Of(421, 7, 0, "Your access has changed, sign in again");
    internal static readonly SmtpReply Draining = SmtpReply.Of(421, 3, 2, "Service restarts, connect again");
    internal static readonly SmtpReply Timeout = SmtpReply.Of(421, 4, 2, "Timeout, closing");
    internal static readonly SmtpReply TooSlow = SmtpReply.Of(421, 4, 2, "Too slow, closing");
    internal static readonly SmtpReply TooManyErrors = SmtpReply.Of(421, 7, 0, "Too many errors, closing");
    internal static readonly SmtpReply TooManyCommands = SmtpReply.Of(421, 7, 0, "Too many commands without a mail, closing");
    internal static readonly SmtpReply TooManyMails = SmtpReply.Of(421, 7, 0, "Enough mails on this connection, closing");
    internal static readonly SmtpReply TooManyChunks = SmtpReply.Of(421, 7, 0, "Too many chunks, closing");
    internal static readonly SmtpReply TooManySessions = SmtpReply.Of(421, 7, 0, "Too many connections of this account, closing");
    internal static readonly SmtpReply StillSending = SmtpReply.Of(421, 3, 4, "Message too large, closing");

    internal static readonly SmtpReply UnknownCommand = SmtpReply.Of(500, 5, 1, "Command unknown");
    internal static readonly SmtpReply LineTooLong = SmtpReply.Of(500, 5, 2, "Line too long");
    // RFC 4954 6: 500 5.5.6, the authentication exchange line is too long.
    internal static readonly SmtpReply AuthLineTooLong = SmtpReply.Of(500, 5, 6, "Authentication exchange line is too long");
    internal static readonly SmtpReply BadArguments = SmtpReply.Of(501, 5, 4, "Syntax error in arguments");
    internal static readonly SmtpReply BadSender = SmtpReply.Of(501, 1, 7, "Syntax error in the reverse-path");
    internal static readonly SmtpReply BadRecipient = SmtpReply.Of(501, 1, 3, "Syntax error in the forward-path");
    internal static readonly SmtpReply BadChunkSize = SmtpReply.Of(501, 5, 4, "Chunk size not understood, closing");
    internal static readonly SmtpReply NotImplemented = SmtpReply.Of(502, 5, 1, "Command not implemented");
    internal static readonly SmtpReply BadSequence = SmtpReply.Of(503, 5, 1, "Bad sequence of commands");
    internal static readonly SmtpReply NeedHelo = SmtpReply.Of(503, 5, 1, "Say hello first");
    internal static readonly SmtpReply NeedRecipient = SmtpReply.Of(503, 5, 1, "No valid recipients");
    internal static readonly SmtpReply AlreadyEncrypted = SmtpReply.Of(503, 5, 1, "TLS is already active");
    internal static readonly SmtpReply AlreadyAuthenticated = SmtpReply.Of(503, 5, 1, "Already authenticated");
    internal static readonly SmtpReply Synchronisation = SmtpReply.Of(554, 5, 0, "Protocol error: wait for the reply, closing");
    internal static readonly SmtpReply BareLineEnd = SmtpReply.Of(550, 5, 2, "Bare CR, bare LF or NUL received, closing");
    internal static readonly SmtpReply BareInChunk = SmtpReply.Of(554, 6, 0, "Bare CR, bare LF or NUL in the message");
    internal static readonly SmtpReply TooLarge = SmtpReply.Of(552, 3, 4, "Message too large");
    internal static readonly SmtpReply SenderNeedsUtf8 = SmtpReply.Of(550, 6, 7, "Non-ASCII address needs SMTPUTF8");
    internal static readonly SmtpReply RecipientNeedsUtf8 = SmtpReply.Of(553, 6, 7, "Non-ASCII address needs SMTPUTF8");
    internal static readonly SmtpReply UnknownParameter = SmtpReply.Of(555, 5, 4, "Parameter unknown");

    internal static readonly SmtpReply NeedTls = SmtpReply.Of(530, 7, 0, "Issue STARTTLS first");
    internal static readonly SmtpReply NeedAuth = SmtpReply.Of(530, 7, 0, "Authentication required");
    internal static readonly SmtpReply TlsNotAvailable = SmtpReply.Of(454, 7, 0, "TLS not available, try later");
    internal static readonly SmtpReply AuthUnavailable = SmtpReply.Of(454, 7, 0, "Temporary authentication failure");
    internal static readonly SmtpReply AuthCancelled = SmtpReply.Of(501, 7, 0, "Authentication cancelled");
    internal static readonly SmtpReply AuthMalformed = SmtpReply.Of(501, 5, 2, "Cannot decode the response");
    internal static readonly SmtpReply UnknownMechanism = SmtpReply.Of(504, 5, 4, "Mechanism not supported");
    internal static readonly SmtpReply BadCredentials = SmtpReply.Of(535, 7, 8, "Authentication credentials invalid");
    internal static readonly SmtpReply EncryptionRequired = SmtpReply.Of(538, 7, 11, "Encryption required for this mechanism");

    internal static SmtpReply Greeting(string host, bool lmtp) => SmtpReply.Plain(ReplyCode.Ready, $"{host} {(lmtp ? "LMTP" : "ESMTP")} Postamt");

    internal static SmtpReply Challenge(string base64) => SmtpReply.Plain(ReplyCode.Challenge, base64);

    /// <summary>The positive end of a mail: only with the proof that it is durable.</summary>
    internal static SmtpReply Accepted(DurableReceipt receipt) => SmtpReply.Of(250, 0, 0, $"Accepted as {receipt.AcceptId}");

    internal static SmtpReply Refused(PolicyDecision decision) => new((ReplyCode)decision.ReplyCode, decision.Status, decision.Text);
}
