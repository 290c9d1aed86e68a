// Certificates from PEM files, else the one of the installation, else a self-signed pair; looked at again every half minute, so that a
// renewed file is in use without a restart.
namespace Postamt.Net.Tls;

/// <summary>Feeds <see cref="TlsCertificates"/> from the disk. A broken or half-written file is reported once and the old set stays.</summary>
public sealed class CertificateFiles : IDisposable
{
    /// <summary>How often the files are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<PemFiles> _files;
    private readonly string _folder;
    private readonly string _hostName;
    private readonly Func<PemPair?> _shared;
    private readonly TlsCertificates _target;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private string _seen = "";

    /// <param name="files">First pair is the default.</param>
    /// <param name="shared">Where there are no files: the pair of the installation; null: a self-signed pair in <paramref name="folder"/>.</param>
    public CertificateFiles(IReadOnlyList<PemFiles> files, Func<PemPair?> shared, string folder, string hostName, TlsCertificates target, TimeProvider time) =>
        (_files, _shared, _folder, _hostName, _target, _time) = (files, shared, folder, hostName, target, time);

    /// <summary>Loads and begins to watch.</summary>
    /// <exception cref="TlsCertificateException">A file is missing or broken; the message names it.</exception>
    public void Start()
    {
        lock (_lock)
        {
            _seen = Look();
            _target.Use(Read());
        }
        _timer = _time.CreateTimer(static state => ((CertificateFiles)state!).Check(), this, Interval, Interval);
    }

    /// <summary>Looks at the files now.</summary>
    /// <returns>Null when nothing changed or the new files are in use, else what is wrong with them.</returns>
    public string? Check()
    {
        lock (_lock)
        {
            bool expired = _files.Count == 0 && _shared() is null && _target.FirstExpiry <= _time.GetUtcNow();
            return Look() == _seen && !expired ? null : Load();
        }
    }

    /// <summary>Takes the files whether they have changed or not: something else was in use meanwhile.</summary>
    /// <returns>Null when they are in use, else what is wrong with them.</returns>
    public string? Reload()
    {
        lock (_lock)
            return Load();
    }

    public void Dispose() => _timer?.Dispose();

    private string? Load()
    {
        _seen = Look();
        try
        {
            return _target.TryUse(Read());
        }
        catch (TlsCertificateException broken)
        {
            return _target.Refuse(broken.Message);
        }
    }

    private List<PemPair> Read()
    {
        try
        {
            return _files.Count == 0
                ? [_shared() ?? SelfSignedCertificate.LoadOrCreate(_folder, _hostName, _time)]
                : [.. _files.Select(one => new PemPair(one.Certificate, File.ReadAllText(one.Certificate), File.ReadAllText(one.Key)))];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new TlsCertificateException($"The certificate or its key cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private string Look() => (_files.Count == 0 ? _shared()?.Certificate : null) + string.Join('\n', _files.SelectMany(static one => (string[])[one.Certificate, one.Key]).Select(static path =>
    {
        var info = new FileInfo(path);
        return info.Exists ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks}") : "missing";
    }));
}
