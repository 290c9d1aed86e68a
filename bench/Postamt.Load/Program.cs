using System.CommandLine;
using Postamt.Load;

// A stopped run still stops the servers it started.
return await CommandLine.Make().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
