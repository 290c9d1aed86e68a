using Microsoft.Extensions.Logging;
using Postamt.Mail.Addresses;
using Postamt.Screening;
using Postamt.Screening.Arc;
using Postamt.Screening.Content;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Rules;
using Postamt.Screening.Senders;
using Postamt.Screening.Virus;

namespace Postamt.Server.Hosting;

/// <summary>Puts the screening together.</summary>
internal static class ScreeningFactory
{
    internal static Screen Make(OfficeData data, DomainName hostName)
    {
        var limits = new ScreeningLimits();
        var senders = new SenderAuthentication(data.Resolver, hostName, limits, data.Time, data.Loggers.CreateLogger<SenderAuthentication>());
        ICheck[] checks = [new HopsCheck(), new FromCheck(), new DmarcPolicyCheck(new TrustedSealers(data.Directory.Settings)), new RulesCheck(data.Time), new VirusCheck(new ClamdSetting(data.Directory.Settings, data.Time, data.Loggers.CreateLogger<Clamd>()))];
        return new Screen(senders, [.. checks], new JunkScore(data.Directory.Settings), limits, data.Time, data.Loggers.CreateLogger<Screen>());
    }
}
