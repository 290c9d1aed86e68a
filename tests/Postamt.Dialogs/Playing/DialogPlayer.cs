using System.Text;
using Postamt.TestWire;

namespace Postamt.Dialogs.Playing;

/// <summary>Plays one dialog in one mode; throws <see cref="DialogException"/> where the server says something else.</summary>
public sealed class DialogPlayer(DialogStage stage, DialogMode mode)
{
    private readonly InMemoryWire _wire = InMemoryWire.Create(stage.Wire);
    private readonly MemoryStream _pending = new();

    public async Task PlayAsync(DialogScript script)
    {
        await using InMemoryWire wire = _wire;
        Task session = wire.RunAsync(stage.Protocol);
        bool ended = false;
        foreach (DialogStep step in script.Steps)
        {
            if (step.Kind is not (DialogStepKind.Send or DialogStepKind.SendRaw))
                await SendAsync();
            await StepAsync(step);
            ended = step.Kind == DialogStepKind.End || (ended && step.Kind == DialogStepKind.Check);
        }
        await SendAsync();
        if (!ended)
        {
            await wire.EndInputAsync();
            string rest = await wire.ReadToEndAsync();
            if (rest.Length > 0)
                throw new DialogException($"the server said more: {rest}");
        }
        await session;
    }

    private async Task StepAsync(DialogStep step)
    {
        switch (step.Kind)
        {
            case DialogStepKind.Send:
                _pending.Write(Encoding.UTF8.GetBytes(step.Text + "\r\n"));
                if (mode != DialogMode.Whole)
                    await SendAsync();
                break;
            case DialogStepKind.SendRaw:
                _pending.Write(DialogScript.Unescape(step.Text));
                if (mode != DialogMode.Whole)
                    await SendAsync();
                break;
            case DialogStepKind.Expect:
                string? line = await _wire.ReadLineAsync();
                if (line is null || !DialogScript.Pattern(step.Text).IsMatch(line))
                    throw new DialogException($"line {step.Line}: expected {step.Text}, the server said {line ?? "nothing and closed"}");
                break;
            case DialogStepKind.ExpectLater:
                await SkipAsync(step);
                break;
            case DialogStepKind.Tls:
                await _wire.ClientTlsAsync();
                break;
            case DialogStepKind.Drain:
                _wire.Drain();
                break;
            case DialogStepKind.Revoke:
                _wire.Wire.Revoke();
                break;
            case DialogStepKind.Close:
                await _wire.EndInputAsync();
                break;
            case DialogStepKind.End:
                string rest = await _wire.ReadToEndAsync();
                if (rest.Length > 0)
                    throw new DialogException($"line {step.Line}: expected the end, the server said {rest}");
                break;
            case DialogStepKind.Check:
                if (stage.Check(step.Text) is { } wrong)
                    throw new DialogException($"line {step.Line}: {step.Text}, but {wrong}");
                break;
        }
    }

    private async Task SkipAsync(DialogStep step)
    {
        var pattern = DialogScript.Pattern(step.Text);
        while (await _wire.ReadLineAsync() is { } line)
        {
            if (pattern.IsMatch(line))
                return;
        }
        throw new DialogException($"line {step.Line}: the server closed before {step.Text}");
    }

    private async Task SendAsync()
    {
        if (_pending.Length == 0)
            return;
        byte[] octets = _pending.ToArray();
        _pending.SetLength(0);
        try
        {
            if (mode == DialogMode.Byte)
            {
                foreach (byte one in octets)
                    await _wire.SendAsync(new[] { one });
            }
            else
            {
                await _wire.SendAsync(octets);
            }
        }
        catch (IOException)
        {
            // The server has closed before it read everything; the next expected line tells whether it may.
            _pending.SetLength(0);
        }
    }
}
