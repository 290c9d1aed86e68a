using Postamt.Dialogs.Playing;
using Postamt.Dialogs.Stages;
using Postamt.Smtp.Server;

namespace Postamt.Dialogs;

/// <summary>Which stage plays the dialogs of which folder.</summary>
internal static class DialogStages
{
    internal static async Task<DialogStage> OpenAsync(string folder, IReadOnlyDictionary<string, string> options) => folder switch
    {
        "smtp" => new SmtpStage(SmtpProfile.Mx, options),
        "submission" => new SmtpStage(SmtpProfile.Submission, options),
        "lmtp" => new SmtpStage(SmtpProfile.Lmtp, options),
        "imap" => await ImapStage.OpenAsync(options),
        _ => throw new ArgumentException($"no stage plays the folder {folder}"),
    };
}
