using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Imap.Sessions;
using Postamt.Ram;
using Postamt.Store.Blobs;
using Postamt.Store.Messages;
using Postamt.TestWire;

namespace Postamt.Imap.Tests;

/// <summary>A server over plain memory, joe's and ann's mailboxes in it, and clients on wires without sockets.</summary>
internal sealed class ImapHouse
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    /// <param name="blobs">Puts something between the server and its contents.</param>
    /// <param name="messages">Puts something between the server and its messages.</param>
    public ImapHouse(ImapOptions? options = null, TimeProvider? time = null, Func<IBlobs, IBlobs>? blobs = null, Func<IMessages, IMessages>? messages = null)
    {
        Time = time ?? TimeProvider.System;
        Office = new RamPostOffice(Time, Random);
        Office.Store.CreateDefault(PlainAuthority.Joe.Account, PlainAuthority.Joe.Company);
        Office.Store.CreateDefault(PlainAuthority.Ann.Account, PlainAuthority.Ann.Company);
        Protocol = new ImapProtocol(new ImapServices
        {
            Mailboxes = Office.Store.Mailboxes,
            Messages = messages?.Invoke(Office.Store.Messages) ?? Office.Store.Messages,
            Blobs = blobs?.Invoke(Office.Store) ?? Office.Store,
            Spool = Office.Store.Spool,
            Quotas = Office.Store,
            Changes = Office.Changes,
            Authority = Authority,
            Random = Random,
            Logger = NullLogger<ImapProtocol>.Instance,
            Options = options ?? new ImapOptions { AllowPlainLogin = true },
        });
    }

    public PlainAuthority Authority { get; } = new();

    public TimeProvider Time { get; }

    public RamPostOffice Office { get; }

    public ImapProtocol Protocol { get; }

    public ImapClientWire Connect(bool loopback = true, bool tls = false) => new(InMemoryWire.Create(new InMemoryWireOptions
    {
        Listener = "imap",
        Time = Time,
        Remote = new IPEndPoint(loopback ? IPAddress.Loopback : IPAddress.Parse("192.0.2.7"), 40_000),
        Certificates = tls ? TestCertificates.For("post.example") : null,
    }), Protocol);

    public async Task<ImapClientWire> SignInAsync(string? select = "INBOX", string name = "joe")
    {
        var client = Connect();
        await client.ReadLineAsync();
        await client.OkAsync($"LOGIN {name} secret");
        if (select is not null) await client.OkAsync("SELECT " + select);
        return client;
    }
}
