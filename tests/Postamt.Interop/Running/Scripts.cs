using Postamt.Running;

namespace Postamt.Interop.Running;

/// <summary>The clients of other languages that lie in this project's folder.</summary>
internal static class Scripts
{
    public static string File(params string[] parts) => Path.Combine([Checkout.Root, "tests", "Postamt.Interop", .. parts]);
}
