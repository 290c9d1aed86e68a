namespace Postamt.Net;

/// <summary>Why a connection is not admitted.</summary>
public enum RefusalReason
{
    /// <summary>The server has as many connections as it may have; the share kept for submission counts as taken for others.</summary>
    ServerFull,

    /// <summary>This address (IPv6: its /64) has as many connections that are not logged in as it may have.</summary>
    AddressFull,
}
