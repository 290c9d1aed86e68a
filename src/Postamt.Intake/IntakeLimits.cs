namespace Postamt.Intake;

/// <summary>Numbers of the intake, each with its source.</summary>
public sealed record IntakeLimits
{
    /// <summary>RFC 5321 4.5.3.1.8 asks for at least 100 recipients; the design allows 1 000.</summary>
    public int Recipients { get; init; } = 1000;

    /// <summary>A notice has one recipient (RFC 5321 4.5.5); a few more are forgiven.</summary>
    public int NullSenderRecipients { get; init; } = 5;

    /// <summary>
    /// Recipients that do not exist which one address (IPv6: a /64) may name in an hour before it is told to come back; as many are
    /// forgotten in an hour. A list with old addresses stays below it, a guesser of 10 000 names needs a week.
    /// </summary>
    public int GuessesPerHour { get; init; } = 60;

    /// <summary>A /24 (IPv6: a /48) may name so many times what one address may, as with sign-ins.</summary>
    public int GuessNeighbourhood { get; init; } = 4;

    /// <summary>Networks counted at the same time, of each kind; twice as many at the most.</summary>
    public int GuessCounters { get; init; } = 50_000;

    /// <summary>Whether 127.0.0.0/8 and ::1 are not counted: for sample installations and load tests.</summary>
    public bool SpareLoopback { get; init; }
}
