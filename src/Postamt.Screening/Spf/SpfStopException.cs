namespace Postamt.Screening.Spf;

/// <summary>An error ends the whole evaluation, however deep it is met (RFC 7208 5, 5.2).</summary>
internal sealed class SpfStopException(SpfResult result, string why) : Exception(why)
{
    public SpfResult Result => result;

    public static SpfStopException Syntax(string why) => new(SpfResult.PermError, why);

    public static SpfStopException Dns(string name) => new(SpfResult.TempError, $"DNS gave no answer about {name}");
}
