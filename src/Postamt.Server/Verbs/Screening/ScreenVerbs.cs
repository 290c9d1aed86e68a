using System.CommandLine;

namespace Postamt.Server.Verbs.Screening;

/// <summary><c>screen</c>: single checks on mails and senders, without a server.</summary>
internal static class ScreenVerbs
{
    internal static Command Make(IVerbHost host) => Verb.Group("screen", "Screens mails and senders dry, without a server", SpfVerb.Make(host), DkimVerb.Make(host), ArcVerb.Make(host));
}
