namespace Postamt.Load.Smtp;

/// <summary>One case once on one server.</summary>
/// <param name="Accepted">Seconds from the first MAIL to the last answer after a dot.</param>
/// <param name="Counted">Seconds from the first MAIL until IMAP had counted the last mail.</param>
/// <param name="ServerCpu">Seconds of processor time of all the server's processes in that time.</param>
/// <param name="ClientCpu">The same of this program.</param>
/// <param name="P50">Milliseconds from MAIL to the answer after the dot.</param>
internal sealed record SmtpMeasure(int Mails, double Accepted, double Counted, double ServerCpu, double ClientCpu, double P50, double P99)
{
    internal double MailsPerSecond => Mails / Counted;

    internal double AcceptedPerSecond => Mails / Accepted;

    internal double CpuPerThousand => ServerCpu / Mails * 1000;

    internal double ClientCpuPerThousand => ClientCpu / Mails * 1000;
}
