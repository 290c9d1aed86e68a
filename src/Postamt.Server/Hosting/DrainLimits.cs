using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>Times of a drain.</summary>
internal static class DrainLimits
{
    /// <summary>The most that may be asked for.</summary>
    internal static readonly TimeSpan MostNotice = TimeSpan.FromMinutes(5);

    /// <summary>A balancer that asks each second and believes the second answer has moved on after it.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(3);

    /// <summary>One machine alone has nobody to send sessions to, and without HTTP nobody is told.</summary>
    internal static TimeSpan NoticeOf(StartOptions options) => options.Database is null || !options.Listen.Any(listening => Listening.IsHttp(listening.Name) && listening.EndPoint is not null) ? TimeSpan.Zero : Notice;
}
