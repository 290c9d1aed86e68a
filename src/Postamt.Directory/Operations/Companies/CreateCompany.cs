using Postamt.Directory.Entities;
using Postamt.Directory.Rules;

namespace Postamt.Directory.Operations.Companies;

/// <summary>A new company without domains; by operators.</summary>
public sealed record CreateCompany(string Name, string Locale = "en", string TimeZone = "UTC") : Operation<Company>
{
    public override string Subject => Name;

    internal override async ValueTask<OperationResult<Company>> ExecuteAsync(OperationScope scope)
    {
        if (!scope.Access.Is(Role.Operator)) return Refusals.NotPermitted().For<Company>();
        var bad = TextRules.CheckName("company's name", Name, DirectoryLimits.NameLength) ?? TextRules.CheckLocale(Locale) ?? TextRules.CheckTimeZone(TimeZone);
        if (bad is not null) return bad.For<Company>();
        if (await scope.Rows.FindCompanyAsync(Name) is not null) return Refusals.CompanyTaken(Name).For<Company>();
        var company = await scope.Rows.InsertCompanyAsync(Name, EntityState.Active, Locale, TimeZone);
        return scope.Done(company, company.Id);
    }
}
