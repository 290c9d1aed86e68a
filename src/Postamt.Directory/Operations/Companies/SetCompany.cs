using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;

namespace Postamt.Directory.Operations.Companies;

/// <summary>Changes what is not null. Language and time zone by the company's administrators, name and state by operators.</summary>
public sealed record SetCompany(CompanyId Company, string? Name = null, EntityState? State = null, string? Locale = null, string? TimeZone = null) : Operation<Company>
{
    public override string Subject => $"company {Company}";

    internal override async ValueTask<OperationResult<Company>> ExecuteAsync(OperationScope scope)
    {
        // A name that is refused as taken would tell one company about another.
        var least = Name is null && State is null ? Role.CompanyAdministrator : Role.Operator;
        if (!(await scope.CompanyAsync(Company, least)).TryGet(out var company, out var refusal)) return refusal.For<Company>();
        var bad = (Name is null ? null : TextRules.CheckName("company's name", Name, DirectoryLimits.NameLength))
            ?? (Locale is null ? null : TextRules.CheckLocale(Locale))
            ?? (TimeZone is null ? null : TextRules.CheckTimeZone(TimeZone));
        if (bad is not null) return bad.For<Company>();
        if (Name is not null && await scope.Rows.FindCompanyAsync(Name) is { } other && other.Id != Company) return Refusals.CompanyTaken(Name).For<Company>();
        var changed = company with { Name = Name ?? company.Name, State = State ?? company.State, Locale = Locale ?? company.Locale, TimeZone = TimeZone ?? company.TimeZone };
        var operators = await scope.Rows.CountOperatorsAsync();
        await scope.Rows.UpdateCompanyAsync(changed);
        if (operators > 0 && await scope.Rows.CountOperatorsAsync() == 0) return Refusals.LastOperator().For<Company>();
        return scope.Done(changed, Company);
    }
}
