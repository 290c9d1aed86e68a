Console.Error.WriteLine("postamt: no verb");
return 2;
