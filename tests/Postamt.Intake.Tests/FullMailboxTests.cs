using Postamt.Cluster.Identity;
using Postamt.Smtp.Server;
using Postamt.Store.Quotas;
using Postamt.Store.Results;

namespace Postamt.Intake.Tests;

/// <summary>Mails whose size nobody declared, and mailboxes without room for them.</summary>
public sealed class FullMailboxTests : HouseTest
{
    private static readonly string Large = Talk.Mail + string.Concat(Enumerable.Repeat("Some more words, so that the mail has a size.\r\n", 50));

    [Fact]
    public async Task A_mail_larger_than_the_whole_mailbox_is_refused_at_the_dot_for_good()
    {
        House.SetQuota(House.Anna, 1_000);
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("552 5.2.2", await talk.SendAsync("x@far.example", "anna@one.example", Large), StringComparison.Ordinal);
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    public async Task A_mail_larger_than_what_is_left_is_deferred_at_the_dot()
    {
        House.SetQuota(House.Anna, Large.Length + 1_000);
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250", await talk.SendAsync("x@far.example", "anna@one.example", Large), StringComparison.Ordinal);
        Assert.StartsWith("452 4.2.2", await talk.SendAsync("x@far.example", "anna@one.example", Large), StringComparison.Ordinal);
        Assert.Equal(1, await House.CountAsync(House.Anna));
    }

    [Fact]
    public async Task A_mail_that_one_of_two_can_take_is_taken_for_both()
    {
        House.SetQuota(House.Anna, 1_000);
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        await talk.ToAsync("anna@one.example");
        await talk.ToAsync("bert@one.example");
        Assert.StartsWith("250", await talk.DataAsync(Large), StringComparison.Ordinal);
        Assert.Equal((1, 1), (await House.CountAsync(House.Anna), await House.CountAsync(House.Bert)));
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("452 4.2.2", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_LMTP_each_mailbox_has_its_own_answer()
    {
        House.SetQuota(House.Anna, 1_000);
        await using var talk = await Talk.OpenAsync(House, SmtpProfile.Lmtp);
        await talk.FromAsync("x@far.example");
        await talk.ToAsync("anna@one.example");
        await talk.ToAsync("bert@one.example");
        Assert.StartsWith("552 5.2.2", await talk.DataAsync(Large), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.ReplyAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 1), (await House.CountAsync(House.Anna), await House.CountAsync(House.Bert)));
    }

    [Fact]
    public async Task Two_full_mailboxes_of_different_kinds_are_deferred_because_one_may_be_emptied()
    {
        House.SetQuota(House.Anna, 1_000);
        House.SetQuota(House.Bert, Large.Length + 1_000);
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250", await talk.SendAsync("x@far.example", "bert@one.example", Large), StringComparison.Ordinal);
        await talk.FromAsync("x@far.example");
        await talk.ToAsync("anna@one.example");
        await talk.ToAsync("bert@one.example");
        Assert.StartsWith("452 4.2.2", await talk.DataAsync(Large), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quota_that_cannot_be_read_at_the_dot_is_a_fault_of_ours()
    {
        var quotas = new FlakyQuotas(House.Quotas);
        House.Quotas = quotas;
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        await talk.ToAsync("anna@one.example");
        quotas.Broken = true;
        Assert.StartsWith("451 4.3.0", await talk.DataAsync(), StringComparison.Ordinal);
        await House.AssertNothingTakenAsync();
    }

    private sealed class FlakyQuotas(IQuotas inner) : IQuotas
    {
        public bool Broken { get; set; }

        public ValueTask<StoreResult<QuotaUse>> ReadAsync(AccountId account, CancellationToken cancellationToken) =>
            Broken ? new(StoreError.Unavailable) : inner.ReadAsync(account, cancellationToken);
    }
}
