using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.Dns;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Tests.Dkim;

/// <summary>A signer whose key is in DNS, and the verifier that looks at its mails.</summary>
public abstract class DkimTest : IDisposable
{
    private protected const string Tags = "a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from:to:subject";
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    private protected Forge Signer { get; } = new();

    public void Dispose()
    {
        Signer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the only signature.</summary>
    private protected async Task<string> ResultAsync(string mail, FixedResolver? dns = null) => $"{Assert.Single(await AskAsync(mail, dns ?? Signer.Dns)).Result}";

    private protected static async Task<IReadOnlyList<DkimOutcome>> AskAsync(string mail, FixedResolver dns) =>
        await new DkimVerifier(dns, new DkimLimits(), Time).VerifyAsync(new MemoryStream(Encoding.UTF8.GetBytes(mail)), TestContext.Current.CancellationToken);
}
