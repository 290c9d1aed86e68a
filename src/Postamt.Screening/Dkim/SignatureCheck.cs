using System.Security.Cryptography;
using Postamt.Dns;

namespace Postamt.Screening.Dkim;

/// <summary>One signature of a mail on its way to an outcome.</summary>
internal sealed class SignatureCheck
{
    /// <summary>Octets of the signature that tell it from others (RFC 6008 asks for eight at least).</summary>
    private const int Telling = 12;

    private readonly SignedHeader _header;
    private readonly int _field;
    private readonly DkimLimits _limits;
    private readonly TimeProvider _time;
    private readonly TagList? _tags;

    public SignatureCheck(SignedHeader header, int field, bool isTooMany, DkimLimits limits, TimeProvider time)
    {
        (_header, _field, _limits, _time) = (header, field, limits, time);
        if (!TagList.TryParse(header.Value(field), out _tags)) Outcome = End(DkimResult.PermError, "the signature cannot be read");
        else if (isTooMany) Outcome = End(DkimResult.Policy, $"more than {limits.Signatures} signatures are not checked");
        else
        {
            try
            {
                var signature = DkimSignature.Read(_tags);
                if (signature.Expires is { } end && end + limits.Skew < time.GetUtcNow()) Outcome = End(DkimResult.Fail, $"the signature was good until {end:u}");
                else Signature = signature;
            }
            catch (DkimException wrong)
            {
                Outcome = End(wrong.Result, wrong.Message);
            }
        }
    }

    /// <summary>Null where there is an outcome already.</summary>
    public DkimSignature? Signature { get; }

    public DkimOutcome? Outcome { get; }

    /// <param name="body">In the way it was signed.</param>
    public async ValueTask<DkimOutcome> FinishAsync(IResolver resolver, BodyHash body, CancellationToken cancellationToken)
    {
        var signature = Signature!;
        using var deadline = new CancellationTokenSource(_limits.KeyTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var key = await DkimKey.FetchAsync(resolver, signature.Selector, signature.Domain, _limits.KeyLength, either.Token);
            if (key.IsStrict && !signature.Identity[(signature.Identity.LastIndexOf('@') + 1)..].Equals(signature.Domain, StringComparison.OrdinalIgnoreCase)) throw new DkimException(DkimResult.PermError, "the key is for the domain itself, and i= is below it");
            if (signature.BodyLength > body.Length) throw new DkimException(DkimResult.Fail, "l= says more than there is");
            if (!CryptographicOperations.FixedTimeEquals(body.Hash, signature.BodyHash)) return End(DkimResult.Fail, "the body was changed") with { IsTesting = key.IsTesting };
            var hash = _header.Hash(_header.Select(signature.Fields), SignedHeader.WithoutValue(_header.Whole(_field), (byte)'b'), signature.IsHeaderRelaxed);
            if (!key.Fits(signature.Algorithm, hash, signature.Value)) return End(DkimResult.Fail, "the header was changed, or the key is not the signer's") with { IsTesting = key.IsTesting };
            // 8.2: what was appended is nobody's word.
            if (!body.IsWhole) return End(DkimResult.Neutral, $"only the first {signature.BodyLength} octets of the body are signed") with { IsTesting = key.IsTesting };
            return End(DkimResult.Pass, $"signed by {signature.Domain}") with { IsTesting = key.IsTesting };
        }
        catch (DkimException end)
        {
            return End(end.Result, end.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return End(DkimResult.TempError, $"the key of {signature.Domain} did not come within {_limits.KeyTime.TotalSeconds:0} s");
        }
    }

    private DkimOutcome End(DkimResult result, string why)
    {
        var signature = string.Concat((_tags?["b"] ?? "").Where(each => !char.IsWhiteSpace(each)).Take(Telling));
        var domain = Signature?.Domain ?? _tags?["d"] ?? "";
        return new DkimOutcome(result, domain, _tags?["s"] ?? "", Signature?.Identity ?? "@" + domain, _tags?["a"] ?? "", why, signature);
    }
}
