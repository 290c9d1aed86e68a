using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Postamt.Net;

/// <summary>
/// What counts as one peer: an IPv4 address, mapped ones included, or an IPv6 /64, which is what one customer gets
/// (RFC 6177 2 gives a site at least that).
/// </summary>
internal readonly record struct AddressKey(bool V6, ulong Prefix)
{
    internal static AddressKey Of(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? new AddressKey(false, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new AddressKey(true, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
