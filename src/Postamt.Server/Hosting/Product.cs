using System.Reflection;

namespace Postamt.Server.Hosting;

/// <summary>What this program is.</summary>
internal static class Product
{
    internal static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
