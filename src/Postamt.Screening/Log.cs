using Microsoft.Extensions.Logging;

namespace Postamt.Screening;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Error, "The check {Check} met a fault; the mail is judged without it.")]
    public static partial void CheckFailed(ILogger logger, string check, Exception fault);

    [LoggerMessage(4001, LogLevel.Information, "Mail is signed with {RecordName} from now on; the key before it is retired.")]
    public static partial void DkimKeyActive(ILogger logger, string recordName);

    [LoggerMessage(4002, LogLevel.Information, "The retired key {RecordName} is gone; its record can be taken out of DNS.")]
    public static partial void DkimKeyRemoved(ILogger logger, string recordName);

    [LoggerMessage(4003, LogLevel.Warning, "A new key waits until its record is in DNS: {RecordName}; 'postamt dkim list' shows what to publish.")]
    public static partial void DkimKeyWaits(ILogger logger, string recordName);

    [LoggerMessage(4004, LogLevel.Warning, "The virus scanner {Address} could not be asked, another one is if there is one: {Reason}")]
    public static partial void ScannerAway(ILogger logger, string address, string reason);

    [LoggerMessage(4005, LogLevel.Warning, "A mail is put off (451) until it can be screened: {Reason}")]
    public static partial void MailWaits(ILogger logger, string reason);
}
