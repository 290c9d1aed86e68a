using Postamt.Load;

return await CommandLine.Make().Parse(args).InvokeAsync();
