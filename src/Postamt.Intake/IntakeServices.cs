using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Directory.Lookups;
using Postamt.Intake.Decisions;
using Postamt.Mail.Addresses;
using Postamt.Queue.Accepting;
using Postamt.Screening;
using Postamt.Screening.Senders;
using Postamt.Store.Quotas;
using Postamt.Store.Spooling;

namespace Postamt.Intake;

/// <summary>What an intake session works with.</summary>
/// <param name="HostName">Our own name, for trace headers.</param>
public sealed record IntakeServices(
    DomainName HostName,
    IAddressBook Addresses,
    IQuotas Quotas,
    ISpool Spool,
    IScreening Screening,
    IAcceptance Acceptance,
    IntakeLimits Limits,
    TimeProvider Time,
    RandomNumberGenerator Random,
    ILogger Logger)
{
    /// <summary>One for all listeners.</summary>
    public RecipientGuesses Guesses { get; init; } = new(Limits, Time);

    /// <summary>Where notices about mail that was passed on come back; null: none is.</summary>
    public SenderRewriting? Rewriting { get; init; }

    internal ForeignResults ForeignResults { get; } = new(HostName);
}
