using System.CommandLine;

namespace Postamt.Load.Data;

/// <summary><c>bench data</c>, and the verb by which it starts a process for each part.</summary>
internal static class DataVerbs
{
    internal static Command Bench()
    {
        var flags = new RunFlags();
        var whole = DataSizes.Whole;
        var accounts = Number("--accounts", whole.Accounts, "Accounts of the company");
        var mailbox = Number("--mailbox", whole.Mailbox, "Mails in one mailbox");
        var boxes = Number("--boxes", whole.Boxes, "Mailboxes of its account");
        var queue = Number("--queue", whole.Queue, "Recipients in the queue, nine of ten of one dead domain");
        var only = new Option<string[]>("--only") { Description = $"Only these of the parts {string.Join(", ", DataProbe.Parts)}", HelpName = "PART", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. DataProbe.Parts]);
        var command = new Command("data", "A large installation on both engines: opening, flags, expunge, start and delivery beside a dead domain");
        flags.AddTo(command);
        command.Options.Add(only);
        foreach (var option in new[] { accounts, mailbox, boxes, queue }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var sizes = new DataSizes(parsed.GetValue(accounts), parsed.GetValue(mailbox), parsed.GetValue(boxes), parsed.GetValue(queue));
            var names = parsed.GetValue(only) ?? [];
            return await Run.GuardedAsync(new DataBench(flags.Read(parsed), sizes, names.Length == 0 ? DataProbe.Parts : names).RunAsync, cancellationToken);
        });
        return command;
    }

    internal static Command Probe()
    {
        var part = new Argument<string>("part");
        part.AcceptOnlyFromAmong([.. DataProbe.Parts]);
        var data = new Option<string>("--data") { Required = true };
        var database = new Option<string?>("--database");
        var command = new Command("data-probe", "One part of data, in a process of its own") { Hidden = true };
        command.Arguments.Add(part);
        command.Options.Add(data);
        command.Options.Add(database);
        command.SetAction((parsed, cancellationToken) =>
            Run.GuardedAsync(stop => new DataProbe(parsed.GetValue(data)!, parsed.GetValue(database)).RunAsync(parsed.GetValue(part)!, stop), cancellationToken));
        return command;
    }

    private static Option<int> Number(string name, int value, string description) => new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
}
