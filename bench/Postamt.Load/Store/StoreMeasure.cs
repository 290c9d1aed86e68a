namespace Postamt.Load.Store;

/// <summary>One case once, on a new data folder.</summary>
/// <param name="Cpu">Seconds of this process: engine, hashing, compression and producers.</param>
/// <param name="Written">Octets this process gave to the disk, from opening to closing the engine.</param>
/// <param name="P50">Milliseconds of an accept: content to the spool, then the transaction.</param>
internal sealed record StoreMeasure(int Mails, double Seconds, double Cpu, long Content, long Written, double P50, double P99)
{
    internal double PerSecond => Mails / Seconds;

    internal double CpuPerThousand => Cpu / Mails * 1000;

    internal double WrittenPerOctet => (double)Written / Content;
}
