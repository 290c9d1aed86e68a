using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.TestDns;

/// <summary>
/// A small real DNS server on loopback: MX, A and TXT records it was told of, no data for other types of a known name, no such name for the rest
/// (RFC 1035 4.1; RFC 2308 2).
/// </summary>
public sealed class DnsZone : IAsyncDisposable
{
    private const int A = 1;
    private const int Mx = 15;
    private const int Txt = 16;
    private const int TextPiece = 255;

    private readonly ConcurrentDictionary<string, (string? Exchange, IPAddress? Address, string? Text)> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stop = new();
    private int _questions;
    private readonly Task _running;

    public DnsZone() => _running = ServeAsync(_stop.Token);

    /// <summary>Takes questions and gives no answer.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Says that it failed (SERVFAIL).</summary>
    public bool IsBroken { get; set; }

    /// <summary>From a question to its answer.</summary>
    public TimeSpan Delay { get; set; }

    public int Questions => _questions;

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <summary>Mail for the domain goes to mx.DOMAIN, which is at that address.</summary>
    public void Add(string domain, IPAddress address)
    {
        _names["mx." + domain] = (null, address, null);
        _names[domain] = ("mx." + domain, null, null);
    }

    /// <summary>The name has this text.</summary>
    public void AddText(string name, string text) => _names[name] = (null, null, text);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var question = await _socket.ReceiveAsync(stop);
                Interlocked.Increment(ref _questions);
                if (!IsSilent) _ = AnswerAsync(question, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(UdpReceiveResult question, CancellationToken stop)
    {
        try
        {
            if (Delay > TimeSpan.Zero) await Task.Delay(Delay, TimeProvider.System, stop);
            await _socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint, stop);
        }
        catch (Exception closed) when (stop.IsCancellationRequested && closed is OperationCanceledException or ObjectDisposedException)
        {
            // Whoever asked is not answered any more.
            return;
        }
    }

    private byte[] Answer(byte[] question)
    {
        var (name, type, end) = Question(question);
        var known = _names.TryGetValue(name, out var records);
        byte[]? data = IsBroken ? null : (type, known) switch
        {
            (A, true) => records.Address?.GetAddressBytes(),
            (Mx, true) when records.Exchange is { } exchange => [0, 10, .. Name(exchange)],
            (Txt, true) when records.Text is { } text => [.. Encoding.UTF8.GetBytes(text).Chunk(TextPiece).SelectMany(piece => piece.Prepend((byte)piece.Length))],
            _ => null,
        };
        var answer = new byte[end + (data is null ? 0 : 12 + data.Length)];
        question.AsSpan(0, end).CopyTo(answer);
        // A response that has recursion; 2 is "failed", 3 is "no such name".
        answer[2] = 0x81;
        answer[3] = (byte)(IsBroken ? 0x82 : known ? 0x80 : 0x83);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)(data is null ? 0 : 1));
        answer.AsSpan(8, 4).Clear();
        if (data is null)
            return answer;
        // The record's name is a pointer to the question's; it holds for a minute.
        byte[] record = [0xc0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        record.CopyTo(answer, end);
        return answer;
    }

    private static (string Name, int Type, int End) Question(byte[] message)
    {
        var labels = new List<string>();
        var at = 12;
        for (; message[at] != 0; at += message[at] + 1)
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
        return (string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 1)), at + 5);
    }

    private static byte[] Name(string name) =>
        [.. name.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];
}
