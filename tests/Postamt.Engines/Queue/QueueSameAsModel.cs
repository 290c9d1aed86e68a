using CsCheck;
using Postamt.Engines.Engines;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Outcomes;

namespace Postamt.Engines.Queue;

/// <summary>
/// Whatever happens to the queue, in any order: SQLite ends where memory does, and both ledgers hold. A failure prints its seed and the
/// shortest steps that lead there.
/// </summary>
public sealed class QueueSameAsModel
{
    [Fact]
    public async Task Sqlite_ends_where_memory_does_and_the_ledger_holds() =>
        await Gen.Select(Gen.Int[0, 11], Gen.Int[0, 9]).Array[1, 40].SampleAsync(async steps =>
        {
            await using var ram = new Desk<RamEngine>();
            await using var sqlite = new Desk<SqliteEngine>();
            await ram.InitializeAsync();
            await sqlite.InitializeAsync();
            foreach (var (action, number) in steps)
            {
                await ram.ActAsync(action, number);
                await sqlite.ActAsync(action, number);
            }
            Assert.Equal(await ram.SeeAsync(), await sqlite.SeeAsync());
        }, iter: 60);

    private sealed class Desk<TEngine> : QueueTest<TEngine>
        where TEngine : EngineFixture, new()
    {
        private readonly List<AcceptId> _mails = [];

        public async Task ActAsync(int action, int number)
        {
            switch (action)
            {
                case 0 or 1 or 2:
                    var mail = Mail($"{_mails.Count} {number}", To("list@here.example"), To($"u{number}@x{number % 3}.example"), Into("anna@here.example"), To("bert@here.example", OtherCompany));
                    _mails.Add(mail.Id);
                    await AcceptAsync(mail);
                    break;
                case 3:
                    Engine.Time.Advance(TimeSpan.FromMinutes(number + 1));
                    break;
                case 4:
                    await Engine.Ledger.SealAsync(Node, Token);
                    break;
                case 5 when _mails.Count > 0:
                    await Engine.QueueInspection.HoldAsync(null, _mails[number % _mails.Count], null, number < 5, Postamt.Cluster.Identity.Actor.Operator("admin"), Token);
                    break;
                case 6 when _mails.Count > 0:
                    await Engine.QueueInspection.RetryAsync(null, _mails[number % _mails.Count], null, Postamt.Cluster.Identity.Actor.Operator("admin"), Token);
                    break;
                case 7 when _mails.Count > 0 && number > 6:
                    await Engine.QueueInspection.RemoveAsync(null, _mails[number % _mails.Count], null, Postamt.Cluster.Identity.Actor.Operator("admin"), Token);
                    break;
                default:
                    foreach (var leased in await LeaseAsync()) await WorkAsync(leased, number);
                    break;
            }
        }

        /// <summary>Everything that does not depend on the order in which equals were taken.</summary>
        public async Task<string> SeeAsync()
        {
            await HoldsAsync();
            Assert.True((await ProveAsync(all: false)).Holds);
            var said = new List<string>();
            foreach (var mail in _mails)
            {
                var steps = (await Engine.Ledger.TraceAsync(new TraceQuery(null, mail, null, null, null, 10), Token)).Value;
                said.AddRange(steps.Select(step => $"{_mails.IndexOf(mail)} {step.At:T} {step.Step} {step.Recipient}").Order(StringComparer.Ordinal));
            }
            var rows = (await Engine.QueueInspection.ListAsync(null, default, 10_000, Token)).Value;
            said.AddRange(rows.Select(row => $"{_mails.IndexOf(row.AcceptId)} {row.Recipient} {row.Destination} {row.NextAttempt:T} {row.Attempts} {row.Held} {row.LastFailure}").Order(StringComparer.Ordinal));
            said.Add($"{(await Engine.Queue.NextDueAsync(Token)).Value:T} {await InboxCountAsync()}");
            return string.Join('\n', said);
        }

        private async Task WorkAsync(LeasedMessage leased, int number)
        {
            // What becomes of a recipient depends on it alone, so that it is the same on both.
            int Chance(LeasedRecipient recipient) => (int)((recipient.Recipient.Address.ToString().Sum(letter => letter) + recipient.Attempts + number + leased.Company.Value) % 7);
            if (number == 9) await Engine.Queue.ReleaseAsync(Node, leased);
            else if (number < 3) await Engine.Queue.BeginDotAsync(Node, leased, All(leased), "mx.example.net", Token);
            if (number == 9) return;
            Assert.Null((await CompleteAsync(leased, recipient => OutcomeOf(recipient, Chance(recipient)))).Error);
        }

        private Outcome OutcomeOf(LeasedRecipient recipient, int chance) => chance switch
        {
            0 or 1 => Later(chance * 9 + 1),
            2 => Sent(),
            3 => new Outcome.Failed(Failure, null),
            4 => new Outcome.Discarded("rule"),
            5 => new Outcome.Doomed(new Doom(Failure, recipient.Attempts > 1), Engine.Time.GetUtcNow().AddSeconds(20)),
            _ when recipient.Recipient.Address.LocalPart == "list" => Expanded(To("z@away.example"), To("y@here.example"), To("w@here.example", OtherCompany)),
            _ => new Outcome.Filed(ToAnna()),
        };
    }
}
