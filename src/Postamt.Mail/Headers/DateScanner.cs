using System.Text;

namespace Postamt.Mail.Headers;

/// <summary>The words of a date, comments and white space passed over.</summary>
internal ref struct DateScanner(ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private int _position;

    public void SkipDayName()
    {
        SkipSpace();
        var start = _position;
        while (_position < _value.Length && char.IsAsciiLetter((char)_value[_position]))
            _position++;
        if (_position == start)
            return;
        SkipSpace();
        _ = TryTake((byte)',');
    }

    public bool TryNumber(int maxDigits, out int number, out int digits)
    {
        SkipSpace();
        number = digits = 0;
        while (_position < _value.Length && char.IsAsciiDigit((char)_value[_position]))
        {
            if (++digits > maxDigits)
                return false;
            number = number * 10 + _value[_position++] - '0';
        }
        return digits > 0;
    }

    public bool TryMonth(string[] names, out int month)
    {
        SkipSpace();
        _ = TryTake((byte)'-');
        month = 0;
        if (_value.Length - _position < 3)
            return false;
        Span<char> word = stackalloc char[3];
        for (var i = 0; i < 3; i++)
            word[i] = char.ToLowerInvariant((char)_value[_position + i]);
        for (var i = 0; i < names.Length; i++)
            if (word.SequenceEqual(names[i]))
                month = i + 1;
        while (_position < _value.Length && char.IsAsciiLetter((char)_value[_position]))
            _position++;
        _ = TryTake((byte)'-');
        return month > 0;
    }

    public bool TryTime(out TimeSpan time)
    {
        time = default;
        if (!TryNumber(2, out var hour, out _) || !TryTake((byte)':') || !TryNumber(2, out var minute, out _))
            return false;
        var second = 0;
        if (TryTake((byte)':') && !TryNumber(2, out second, out _))
            return false;
        // RFC 5322 3.3: 60 is a leap second.
        if (hour > 23 || minute > 59 || second > 60)
            return false;
        time = new TimeSpan(hour, minute, Math.Min(second, 59));
        return true;
    }

    /// <summary>"PM" and "AM" stand in some mail and in no standard.</summary>
    public bool IsTwelveHour()
    {
        SkipSpace();
        return _value.Length - _position >= 2 && _value[_position] is ((byte)'A' or (byte)'P' or (byte)'a' or (byte)'p') && _value[_position + 1] is ((byte)'M' or (byte)'m')
            && (_position + 2 == _value.Length || !char.IsAsciiLetter((char)_value[_position + 2]));
    }

    /// <summary>RFC 5322 4.3: an unknown zone name means nothing is known, so UTC; a zone beyond 14 hours is no zone either.</summary>
    public TimeSpan Zone()
    {
        SkipSpace();
        var rest = _value[_position..];
        if (rest.Length >= 5 && rest[0] is ((byte)'+' or (byte)'-') && rest[1..5].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            var minutes = ((rest[1] - '0') * 10 + rest[2] - '0') * 60 + (rest[3] - '0') * 10 + rest[4] - '0';
            if (minutes > 14 * 60 || rest[3] > (byte)'5')
                return TimeSpan.Zero;
            return TimeSpan.FromMinutes(rest[0] == (byte)'-' ? -minutes : minutes);
        }
        var end = 0;
        while (end < rest.Length && char.IsAsciiLetter((char)rest[end]))
            end++;
        return TimeSpan.FromHours(Encoding.ASCII.GetString(rest[..end]).ToUpperInvariant() switch
        {
            "EDT" => -4,
            "EST" or "CDT" => -5,
            "CST" or "MDT" => -6,
            "MST" or "PDT" => -7,
            "PST" => -8,
            _ => 0,
        });
    }

    private bool TryTake(byte mark)
    {
        SkipSpace();
        if (_position >= _value.Length || _value[_position] != mark)
            return false;
        _position++;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < _value.Length)
        {
            if (_value[_position] == (byte)'(')
                _position = Comments.Skip(_value, _position);
            else if (_value[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _position++;
            else
                return;
        }
    }
}
