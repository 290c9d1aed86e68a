using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Postamt.Net;

namespace Postamt.Bench;

/// <summary>Command lines that lie in one buffer, as a pipelining client sends them.</summary>
public class LineBenchmarks
{
    private const int Lines = 100;

    private readonly byte[] _commands = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Lines).Select(number => $"RCPT TO:<somebody{number:D3}@department.example.com> NOTIFY=NEVER\r\n")));

    /// <returns>Octets of all lines.</returns>
    [Benchmark(OperationsPerInvoke = Lines)]
    public async Task<int> ReadLineAsync()
    {
        using var reader = new LineReader(PipeReader.Create(new ReadOnlySequence<byte>(_commands)), TimeProvider.System);
        var octets = 0;
        for (var line = 0; line < Lines; line++)
        {
            var result = await reader.ReadLineAsync(512, TimeSpan.FromMinutes(5), CancellationToken.None);
            octets += result.Line.Length;
        }
        return octets;
    }
}
