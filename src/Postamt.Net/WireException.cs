using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Postamt.Net;

/// <summary>The wire is broken: nothing more can be said to this peer. Ends the session, is never an answer.</summary>
public sealed class WireException : IOException
{
    private WireException(WireEnd end, Exception? inner)
        : base($"The connection ended: {end}.", inner) => End = end;

    public WireEnd End { get; }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Throw(WireEnd end, Exception? inner = null) => throw new WireException(end, inner);
}
