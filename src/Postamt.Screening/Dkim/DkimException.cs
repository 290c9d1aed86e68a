namespace Postamt.Screening.Dkim;

/// <summary>Why a signature comes to another end than being checked.</summary>
internal sealed class DkimException(DkimResult result, string why) : Exception(why)
{
    public DkimResult Result => result;
}
