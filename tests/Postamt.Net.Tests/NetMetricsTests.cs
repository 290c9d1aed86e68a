using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Postamt.Net.Tls;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>What is counted, and that the container makes one set of everything.</summary>
public sealed class NetMetricsTests
{
    [Fact]
    public async Task Connections_refusals_ends_and_handshakes_are_counted()
    {
        await using ServiceProvider provider = Provide(new NetLimits { PerAddress = 1 });
        ListenerServices services = provider.GetRequiredService<ListenerServices>();
        services.Certificates!.Use([SelfSignedCertificate.Create("mail.example.org", TimeProvider.System)]);
        using var listener = new MeterListener();
        var seen = new List<string>();
        listener.InstrumentPublished = (instrument, its) =>
        {
            if (instrument.Meter.Name == NetMetrics.MeterName && instrument.Meter.Scope == provider.GetRequiredService<IMeterFactory>())
                its.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, 1, tags));
        listener.Start();
        await using (ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), services))
        {
            (StreamReader reader, Stream stream) = await house.ConnectBothAsync();
            Assert.StartsWith("220 ", await reader.ReadLineAsync());
            Assert.Equal("421 AddressFull", await (await house.ConnectAsync()).ReadLineAsync());
            await stream.WriteAsync("FAULT\r\n"u8.ToArray());
            await reader.ReadToEndAsync();
        }
        Assert.Equal(
            [
                "postamt.net.connection.duration 1 listener=smtp error.type=Fault",
                "postamt.net.connections.active -1 listener=smtp",
                "postamt.net.connections.active 1 listener=smtp",
                "postamt.net.connections.refused 1 listener=smtp error.type=AddressFull",
            ],
            seen.Order(StringComparer.Ordinal));

        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string text = $"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}";
            lock (seen)
                seen.Add(text);
        }
    }

    [Fact]
    public async Task The_container_gives_one_set_to_all()
    {
        await using ServiceProvider provider = Provide(new NetLimits());
        ListenerServices services = provider.GetRequiredService<ListenerServices>();
        Assert.Same(provider.GetRequiredService<TlsCertificates>(), services.Certificates);
        Assert.Same(provider.GetRequiredService<ConnectionLimits>(), services.ConnectionLimits);
        Assert.Same(services, provider.GetRequiredService<ListenerServices>());
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPostamtNet(new NetLimits { Total = 0 }));
    }

    private static ServiceProvider Provide(NetLimits limits) =>
        new ServiceCollection().AddLogging().AddMetrics().AddPostamtNet(limits).BuildServiceProvider();
}
