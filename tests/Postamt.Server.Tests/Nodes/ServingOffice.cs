using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Server.Hosting;
using Postamt.Server.Local;
using Postamt.Server.Options;

namespace Postamt.Server.Tests.Nodes;

/// <summary>A post office that serves on free ports of loopback, with its local door.</summary>
internal sealed class ServingOffice : IAsyncDisposable
{
    private readonly OfficeData _data;
    private readonly DoorKeeper _door;

    private ServingOffice(OfficeData data, OfficeService service) => (_data, Service, _door) = (data, service, new DoorKeeper(data));

    internal OfficeService Service { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<ServingOffice> StartAsync(string folder, TimeProvider? time = null)
    {
        var options = new StartOptions { Data = folder, HostName = "mail.one.example", Listen = [.. new[] { "smtp", "imap", "imaps", "http", "https" }.Select(name => new Listening(name, new IPEndPoint(IPAddress.Loopback, 0)))] };
        var data = await OfficeData.OpenAsync(options, new Surroundings { Time = time ?? TimeProvider.System }, NullLoggerFactory.Instance, Token);
        return new ServingOffice(data, await OfficeService.StartAsync(data, null, Token));
    }

    internal async Task<(int Status, string Text)> GetAsync(string path, bool tls = false)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler);
        using var answer = await client.GetAsync(new Uri($"{(tls ? "https" : "http")}://{Service.EndPoints[tls ? "https" : "http"]}{path}"), Token);
        return ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync(Token)).TrimEnd('\n'));
    }

    /// <summary>A verb of another process.</summary>
    internal Task<Said> SayAsync(params string[] arguments) => TypeAsync("", arguments);

    /// <summary>The same with something on standard input.</summary>
    internal async Task<Said> TypeAsync(string input, params string[] arguments)
    {
        var reply = await Door.AskAsync(_data.Options.Data, new DoorRequest([.. arguments, "--data", _data.Options.Data], input), Token);
        return new Said(reply!.Exit, reply.Out, reply.Error);
    }

    internal async Task<Client> ConnectAsync(string listener) => await Client.OpenAsync(Service.EndPoints[listener]);

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        await Service.DisposeAsync();
        await _data.DisposeAsync();
    }

    /// <summary>One connection, line by line.</summary>
    internal sealed class Client(TcpClient client) : IDisposable
    {
        private readonly StreamReader _reader = new(client.GetStream(), Encoding.ASCII);

        internal static async Task<Client> OpenAsync(IPEndPoint to)
        {
            var client = new TcpClient();
            await client.ConnectAsync(to, Token);
            return new Client(client);
        }

        /// <summary>The next line; null at the end.</summary>
        internal async Task<string?> HearAsync() => await _reader.ReadLineAsync(Token);

        /// <summary>Says a line and hears the last line of the reply.</summary>
        internal async Task<string?> AskAsync(string line)
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), Token);
            string? heard;
            do heard = await HearAsync();
            while (heard is { Length: > 3 } && heard[3] == '-');
            return heard;
        }

        public void Dispose()
        {
            _reader.Dispose();
            client.Dispose();
        }
    }
}
