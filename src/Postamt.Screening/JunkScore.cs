using System.Globalization;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;

namespace Postamt.Screening;

/// <summary>How many points make a mail junk: the setting <c>screening.junk-score</c> of the company, else of the installation.</summary>
public sealed class JunkScore(ISettings settings)
{
    public const string SettingName = "screening.junk-score";

    /// <summary>What SpamAssassin's rules are made for, and what administrators know.</summary>
    public const double Default = 5;

    public const double Least = 1;
    public const double Most = 100;

    public async ValueTask<double> ReadAsync(CompanyId company, CancellationToken cancellationToken) =>
        await settings.ReadAsync(SettingName, company, cancellationToken) is { } text && Read(text) is { } points ? points : Default;

    /// <returns>Null where it is no such number.</returns>
    public static double? Read(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var points) && points is >= Least and <= Most ? points : null;
}
