namespace Postamt.Scenarios.Running;

/// <summary>A mail to be handed in.</summary>
/// <param name="From">Empty: the null reverse-path.</param>
/// <param name="To">Addresses, each with the parameters of its own RCPT behind it, if any.</param>
internal sealed record Letter(string From, params string[] To)
{
    /// <summary>Parameters of MAIL, as in "RET=HDRS ENVID=x".</summary>
    public string Mail { get; init; } = "";

    /// <summary>Parameters of each RCPT.</summary>
    public string Rcpt { get; init; } = "";

    public string Content { get; init; } = "Subject: hello\r\n\r\nHello.\r\n";
}

/// <summary>What our server answered.</summary>
/// <param name="Recipients">To each RCPT.</param>
/// <param name="Final">To the end of the mail; empty when no recipient was taken.</param>
internal sealed record Answers(IReadOnlyList<string> Recipients, string Final)
{
    /// <summary>The id the mail was accepted under.</summary>
    public string Id => Final.Split(' ')[^1];
}
