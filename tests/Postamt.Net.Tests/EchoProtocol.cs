using System.Text;
using Postamt.Net.Tls;

namespace Postamt.Net.Tests;

/// <summary>A protocol for tests: says who it sees, echoes lines, knows STARTTLS, QUIT, FAULT and WAIT.</summary>
internal sealed class EchoProtocol : IProtocol
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Waiting => _waiting.Task;

    internal bool IgnoresDrain { get; init; }

    public ReadOnlyMemory<byte> Refusal(RefusalReason reason) => Encoding.ASCII.GetBytes($"421 {reason}\r\n");

    public async ValueTask RunAsync(Wire wire, CancellationToken cancellationToken)
    {
        wire.Output.WriteLine($"220 {wire.RemoteEndPoint.Address} {wire.Tls?.ServerName ?? "plain"}");
        await wire.Output.FlushAsync(cancellationToken);
        while (true)
        {
            await wire.Output.FlushIfIdleAsync(wire.Input, cancellationToken);
            LineResult line = await wire.Input.ReadLineAsync(512, TimeSpan.FromMinutes(5), cancellationToken);
            if (line.Status == LineStatus.Interrupted && !IgnoresDrain)
            {
                wire.Output.WriteLine("421 draining"u8);
                return;
            }
            if (line.Status == LineStatus.Interrupted)
                continue;
            if (!line.IsLine)
                return;
            string command = Encoding.ASCII.GetString(line.Line.Span);
            if (!await ExecuteAsync(wire, command, cancellationToken))
                return;
        }
    }

    private async ValueTask<bool> ExecuteAsync(Wire wire, string command, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case "QUIT":
                wire.Output.WriteLine("221 bye"u8);
                return false;
            case "FAULT":
                throw new InvalidOperationException("A fault on purpose.");
            case "STARTTLS":
                return await wire.UpgradeToTlsAsync("220 go\r\n"u8.ToArray(), cancellationToken) == TlsUpgrade.Done;
            case "WAIT":
                _waiting.TrySetResult();
                return true;
            default:
                wire.Output.WriteLine($"250 {command}");
                return true;
        }
    }
}
