using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Imap.Sessions;
using Postamt.Ram;
using Postamt.TestWire;

namespace Postamt.Imap.Tests;

/// <summary>A server over plain memory, joe's mailboxes in it, and clients on wires without sockets.</summary>
internal sealed class ImapHouse
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    public ImapHouse(ImapOptions? options = null, TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Office = new RamPostOffice(Time, Random);
        Office.Store.CreateDefault(PlainAuthority.Joe.Account, PlainAuthority.Joe.Company);
        Protocol = new ImapProtocol(new ImapServices
        {
            Mailboxes = Office.Store.Mailboxes,
            Messages = Office.Store.Messages,
            Blobs = Office.Store,
            Spool = Office.Store.Spool,
            Quotas = Office.Store,
            Changes = Office.Changes,
            Authority = new PlainAuthority(),
            Random = Random,
            Logger = NullLogger<ImapProtocol>.Instance,
            Options = options ?? new ImapOptions { AllowPlainLogin = true },
        });
    }

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

    public async Task<ImapClientWire> SignInAsync(string? select = "INBOX")
    {
        var client = Connect();
        await client.ReadLineAsync();
        await client.OkAsync("LOGIN joe secret");
        if (select is not null) await client.OkAsync("SELECT " + select);
        return client;
    }
}
