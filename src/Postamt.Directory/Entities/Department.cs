using Postamt.Cluster.Identity;

namespace Postamt.Directory.Entities;

public readonly record struct DepartmentId(long Value);

/// <summary>A part of a company.</summary>
/// <param name="Parent">The department above; null at the top.</param>
public sealed record Department(DepartmentId Id, CompanyId Company, string Name, DepartmentId? Parent);
