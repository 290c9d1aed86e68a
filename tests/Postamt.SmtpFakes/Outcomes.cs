using System.Runtime.CompilerServices;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;

namespace Postamt.SmtpFakes;

/// <summary>Receipts and decisions for tests. In the product only an engine makes the one, and only a deciding room the other.</summary>
public static class Outcomes
{
    private static UInt128 _next = 1;

    public static DurableReceipt Receipt() => NewReceipt(new AcceptId(_next++), DateTimeOffset.UnixEpoch, false);

    public static PolicyDecision Refuse(PolicyReason reason, int code, EnhancedStatus status, string text) => NewDecision(reason, code, status, text);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern DurableReceipt NewReceipt(AcceptId acceptId, DateTimeOffset committedAt, bool repeated);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PolicyDecision NewDecision(PolicyReason reason, int replyCode, EnhancedStatus status, string text);
}
