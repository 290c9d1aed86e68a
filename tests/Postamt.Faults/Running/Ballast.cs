namespace Postamt.Faults.Running;

/// <summary>Files that take the room of a disk.</summary>
internal sealed class Ballast(LoopDisk disk) : IDisposable
{
    private const int Block = 4096;
    private readonly List<string> _files = [];

    public long Free => new DriveInfo(disk.Folder).AvailableFreeSpace;

    /// <summary>Leaves so many octets.</summary>
    public void Leave(long octets)
    {
        if (Free - octets is var length and > 0)
            File.OpenHandle(Next(), FileMode.CreateNew, FileAccess.Write, preallocationSize: length).Dispose();
    }

    /// <summary>Leaves nothing at all, not even what somebody gives back meanwhile.</summary>
    public void TakeAll()
    {
        Leave(Block * 16);
        using var file = File.OpenHandle(Next(), FileMode.CreateNew, FileAccess.Write);
        var block = new byte[Block];
        try
        {
            for (long at = 0; ; at += Block)
                RandomAccess.Write(file, block, at);
        }
        catch (IOException full)
        {
            TestContext.Current.SendDiagnosticMessage("{0}, {1} octets free", full.Message, Free);
        }
    }

    /// <summary>Empty files until no more can be made.</summary>
    public void TakeAllNames()
    {
        while (true)
        {
            var path = Next();
            try
            {
                File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write).Dispose();
            }
            catch (IOException none)
            {
                _files.Remove(path);
                TestContext.Current.SendDiagnosticMessage("{0} after {1} files", none.Message, _files.Count);
                return;
            }
        }
    }

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        foreach (var file in _files) File.Delete(file);
        _files.Clear();
    }

    private string Next()
    {
        _files.Add(Path.Combine(disk.Folder, $"ballast{_files.Count}"));
        return _files[^1];
    }
}
