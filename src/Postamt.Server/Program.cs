using Postamt.Server;
using Postamt.Server.Local;
using Postamt.Server.Verbs;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
var host = new ProcessHost();
if (CommandLine.DataBehindDoor(host, args) is { } data)
{
    var input = await VerbInput.ReadAsync(args);
    if (await Door.AskAsync(data, new DoorRequest(args, input), interrupted.Token) is { } reply)
    {
        Console.Out.Write(reply.Out);
        Console.Error.Write(reply.Error);
        return reply.Exit;
    }
    if (input.Length > 0) Console.SetIn(new StringReader(input));
}
try
{
    return await CommandLine.RunAsync(host, args, interrupted.Token);
}
catch (Exception fault)
{
    // Ours: whoever reports it needs all of it.
    Console.Error.WriteLine($"Postamt met a fault of its own: {fault}");
    return 1;
}
