using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postamt.Net.Tls;

namespace Postamt.Net;

/// <summary>What the program puts into its container for this room.</summary>
public static class NetRegistration
{
    /// <summary>Registers limits, metrics, certificates and <see cref="ListenerServices"/>. Needs logging and metrics; a <see cref="TimeProvider"/> may be there.</summary>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public static IServiceCollection AddPostamtNet(this IServiceCollection services, NetLimits limits)
    {
        limits.Validate();
        services.AddSingleton(limits);
        services.AddSingleton(new ConnectionLimits(limits));
        services.AddSingleton(static provider => new NetMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton(static provider => new TlsCertificates(TimeOf(provider), provider.GetRequiredService<ILogger<TlsCertificates>>()));
        services.AddSingleton(static provider => new ListenerServices
        {
            Limits = provider.GetRequiredService<NetLimits>(),
            ConnectionLimits = provider.GetRequiredService<ConnectionLimits>(),
            Time = TimeOf(provider),
            Random = RandomNumberGenerator.Create(),
            Loggers = provider.GetRequiredService<ILoggerFactory>(),
            Certificates = provider.GetRequiredService<TlsCertificates>(),
            Metrics = provider.GetRequiredService<NetMetrics>(),
        });
        return services;
    }

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
