using System.Globalization;
using System.Resources;
using Postamt.Mail.Outcomes;

namespace Postamt.Mail.Reports;

/// <summary>The sentences of notices in the language of their reader: English, German or simplified Chinese.</summary>
public sealed class ReportTexts
{
    private static readonly ResourceManager Resources = new("Postamt.Mail.Reports.ReportTexts", typeof(ReportTexts).Assembly);

    private readonly CultureInfo _culture;

    private ReportTexts(CultureInfo culture) => _culture = culture;

    /// <summary>RFC 3282 tag for Content-Language.</summary>
    public string Language => _culture.Name.Length == 0 ? "en" : _culture.Name;

    /// <param name="locale">A language tag; unknown ones give English.</param>
    public static ReportTexts For(string? locale)
    {
        var language = locale?.Split('-', '_')[0].ToLowerInvariant();
        return new ReportTexts(language switch
        {
            "de" => CultureInfo.GetCultureInfo("de"),
            "zh" => CultureInfo.GetCultureInfo("zh-Hans"),
            _ => CultureInfo.InvariantCulture,
        });
    }

    /// <summary>Why, in one sentence: of the code itself, else of its subject, else that there is no reason given.</summary>
    public string Cause(EnhancedStatus status) => Text("Cause_" + Nearest(status));

    /// <summary>What the reader can do about it.</summary>
    public string Advice(EnhancedStatus status, ReportAction action)
    {
        if (action is not ReportAction.Failed)
            return Text("Advice_None");
        var (subject, detail) = Key(status);
        return Text("Advice_" + StatusAdvice.Known[(subject, detail)]);
    }

    internal string Text(string name) =>
        Resources.GetString(name, _culture) ?? throw new MissingManifestResourceException($"no text '{name}'");

    internal string Format(string name, params object[] values) => string.Format(CultureInfo.InvariantCulture, Text(name), values);

    private static string Nearest(EnhancedStatus status)
    {
        var (subject, detail) = Key(status);
        return string.Create(CultureInfo.InvariantCulture, $"{subject}_{detail}");
    }

    private static (short Subject, short Detail) Key(EnhancedStatus status)
    {
        if (StatusAdvice.Known.ContainsKey((status.Subject, status.Detail)))
            return (status.Subject, status.Detail);
        return StatusAdvice.Known.ContainsKey((status.Subject, 0)) ? (status.Subject, (short)0) : ((short)0, (short)0);
    }
}
