using Postamt.Directory.Entities;
using Postamt.Directory.Rules;

namespace Postamt.Server.Verbs;

/// <summary>A company's departments by the names people use: each name after those above it, joined by slashes, as in Sales/North.</summary>
internal sealed class DepartmentPaths(IReadOnlyList<Department> all)
{
    private readonly Dictionary<DepartmentId, Department> _byId = all.ToDictionary(department => department.Id);

    internal string Of(Department department) =>
        department.Parent is { } above && _byId.TryGetValue(above, out var parent) ? $"{Of(parent)}/{department.Name}" : department.Name;

    internal string Of(DepartmentId id) => _byId.TryGetValue(id, out var department) ? Of(department) : "";

    /// <summary>In any case; null when there is none.</summary>
    internal Department? Find(string path)
    {
        var key = DirectoryKeys.OfName(path);
        return all.FirstOrDefault(department => DirectoryKeys.OfName(Of(department)) == key);
    }
}
