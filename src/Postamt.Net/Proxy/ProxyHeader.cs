// HAProxy's PROXY protocol, versions 1 (a line of text) and 2 (binary), specification of 2020, sections 2.1 and 2.2.
// Invariants: bounded (version 1: 107 octets, version 2: 2 KiB); an incomplete header consumes nothing; a header with any
// fault is broken as a whole, never half believed.
using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Net.Proxy;

/// <summary>A parsed header. Source and destination are null for LOCAL and UNKNOWN: the connection's own addresses hold.</summary>
internal readonly record struct ProxyHeader(ProxyHeaderState State, int Length, IPEndPoint? Source, IPEndPoint? Destination)
{
    /// <summary>Section 2.1: the longest line, CRLF included.</summary>
    private const int LongestText = 107;

    /// <summary>Ours: addresses need 232 octets at most, the rest are TLVs which we skip.</summary>
    private const int LongestBinary = 2048;

    private static readonly ProxyHeader Broken = new(ProxyHeaderState.Broken, 0, null, null);
    private static readonly ProxyHeader Incomplete = default;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ReadOnlySpan<byte> TextStart => "PROXY "u8;

    internal static ProxyHeader Parse(in ReadOnlySequence<byte> buffer)
    {
        int length = (int)Math.Min(buffer.Length, LongestBinary);
        ReadOnlySpan<byte> start = buffer.Slice(0, length).ToArray();
        if (start.IsEmpty)
            return Incomplete;
        return start[0] == Signature[0] ? ParseBinary(start) : ParseText(start);
    }

    private static ProxyHeader ParseText(ReadOnlySpan<byte> start)
    {
        int shared = Math.Min(start.Length, TextStart.Length);
        if (!start[..shared].SequenceEqual(TextStart[..shared]))
            return Broken;
        ReadOnlySpan<byte> seen = start[..Math.Min(start.Length, LongestText)];
        int end = seen.IndexOf("\r\n"u8);
        if (end < 0)
            return seen.Length == LongestText ? Broken : Incomplete;
        if (!Ascii.IsValid(seen[..end]))
            return Broken;
        string[] words = Encoding.ASCII.GetString(seen[..end]).Split(' ');
        if (words.Length >= 2 && words[1] == "UNKNOWN")
            return new ProxyHeader(ProxyHeaderState.Whole, end + 2, null, null);
        if (words.Length != 6)
            return Broken;
        AddressFamily? family = words[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => null,
        };
        IPEndPoint? source = Point(words[2], words[4], family);
        IPEndPoint? destination = Point(words[3], words[5], family);
        return source is null || destination is null ? Broken : new ProxyHeader(ProxyHeaderState.Whole, end + 2, source, destination);
    }

    private static IPEndPoint? Point(string address, string port, AddressFamily? family)
    {
        if (!IPAddress.TryParse(address, out IPAddress? parsed) || parsed.AddressFamily != family)
            return null;
        // Only the canonical forms: no 127.1, no octal, no zone.
        bool canonical = family == AddressFamily.InterNetwork
            ? parsed.ToString() == address
            : !address.Contains('%', StringComparison.Ordinal) && !address.Contains('[', StringComparison.Ordinal);
        if (!canonical || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
            return null;
        return new IPEndPoint(Unmapped(parsed), number);
    }

    private static ProxyHeader ParseBinary(ReadOnlySpan<byte> start)
    {
        int shared = Math.Min(start.Length, Signature.Length);
        if (!start[..shared].SequenceEqual(Signature[..shared]))
            return Broken;
        if (start.Length < 16)
            return Incomplete;
        int version = start[12] >> 4;
        int command = start[12] & 15;
        int whole = 16 + BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (version != 2 || command > 1 || whole > LongestBinary)
            return Broken;
        if (start.Length < whole)
            return Incomplete;
        var local = new ProxyHeader(ProxyHeaderState.Whole, whole, null, null);
        // Section 2.2: LOCAL is the proxy's own health check; the addresses are to be ignored.
        return command == 0 ? local : ParseAddresses(start[13], start[16..whole], local);
    }

    private static ProxyHeader ParseAddresses(byte kind, ReadOnlySpan<byte> block, ProxyHeader local)
    {
        // Section 2.2: 0x00 is UNSPEC, 0x11 TCP over IPv4, 0x21 TCP over IPv6; a mail listener has no other.
        int size = kind switch { 0x11 => 4, 0x21 => 16, _ => 0 };
        if (size == 0)
            return kind == 0 ? local : Broken;
        if (block.Length < (2 * size) + 4)
            return Broken;
        var source = new IPAddress(block[..size]);
        var destination = new IPAddress(block.Slice(size, size));
        ReadOnlySpan<byte> ports = block[(2 * size)..];
        return local with
        {
            Source = new IPEndPoint(Unmapped(source), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            Destination = new IPEndPoint(Unmapped(destination), BinaryPrimitives.ReadUInt16BigEndian(ports[2..])),
        };
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
