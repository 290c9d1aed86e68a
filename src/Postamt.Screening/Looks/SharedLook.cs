using Postamt.Mail.Mime;
using Postamt.Store.Spooling;

namespace Postamt.Screening.Looks;

/// <summary>A mail's look for all its checks: read when the first asks, and once. Who asks waits under the own deadline; the reading ends with the content.</summary>
public sealed class SharedLook(SpooledContent content, ReadOnlyMemory<byte> header, MessageStructure structure)
{
    private readonly Lock _turn = new();
    private Task<MailLook>? _look;

    public ValueTask<MailLook> ReadAsync(CancellationToken cancellationToken) => new(BegunAsync().WaitAsync(cancellationToken));

    private Task<MailLook> BegunAsync()
    {
        lock (_turn) return _look ??= LookReader.ReadAsync(content, header, structure, new LookLimits(), CancellationToken.None).AsTask();
    }
}
