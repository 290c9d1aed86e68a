using Postamt.Server;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Server.Verbs;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
var host = new ProcessHost();
if (CommandLine.GoesThroughDoor(args))
{
    var at = Array.IndexOf(args, "--data");
    var data = new OptionSource(at >= 0 && at + 1 < args.Length ? args[at + 1] : null).Data;
    var input = args.Contains("--password-stdin") ? await Console.In.ReadToEndAsync() : "";
    if (await Door.AskAsync(data, new DoorRequest(args, input), interrupted.Token) is { } reply)
    {
        Console.Out.Write(reply.Out);
        Console.Error.Write(reply.Error);
        return reply.Exit;
    }
    if (input.Length > 0) Console.SetIn(new StringReader(input));
}
return await CommandLine.RunAsync(host, args, interrupted.Token);
