namespace Postamt.Smtp.Replies;

/// <summary>The reply codes this server says by itself (RFC 5321 4.2.3, RFC 4954 6, RFC 3207 4). Policy may use any other of 500..599.</summary>
internal enum ReplyCode
{
    None = 0,
    Help = 214,
    Ready = 220,
    Closing = 221,
    Authenticated = 235,
    Ok = 250,
    CannotVerify = 252,
    Challenge = 334,
    StartInput = 354,
    NotAvailable = 421,
    MailboxBusy = 450,
    LocalError = 451,
    InsufficientStorage = 452,
    TemporaryAuthentication = 454,
    SyntaxError = 500,
    ArgumentError = 501,
    NotImplemented = 502,
    BadSequence = 503,
    ParameterNotImplemented = 504,
    AuthenticationRequired = 530,
    BadCredentials = 535,
    EncryptionRequired = 538,
    MailboxUnavailable = 550,
    TooLarge = 552,
    NameNotAllowed = 553,
    Failed = 554,
    UnknownParameter = 555,
}
