using Microsoft.Extensions.Time.Testing;
using Postamt.Operations.Canary;
using Postamt.Operations.Drills;

namespace Postamt.Operations.Tests;

/// <summary>What a drill says of the mail it has sent.</summary>
public sealed class DrillJournalTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DrillJournal _journal;

    public DrillJournalTests() => _journal = new DrillJournal(_time);

    [Fact]
    public void What_is_answered_and_seen_is_in_order()
    {
        Accept("a");
        Accept("b");
        Assert.True(_journal.IsWaiting);
        _journal.Seen([new(1, "a"), new(2, "b")]);
        Assert.False(_journal.IsWaiting);
        _journal.Close([new(1, "a"), new(2, "b")]);
        Assert.True(_journal.Figures is { Accepted: 2, IsClean: true, Late: 0 });
    }

    [Fact]
    public void What_is_answered_and_not_there_is_lost_also_when_it_was_seen_before()
    {
        Accept("a");
        Accept("b");
        _journal.Seen([new(1, "a")]);
        _journal.Close([]);
        Assert.Equal(2, _journal.Figures.Lost);
        Assert.False(_journal.Figures.IsClean);
    }

    [Fact]
    public void When_nobody_could_look_what_was_seen_stands()
    {
        Accept("a");
        Accept("b");
        _journal.Seen([new(1, "a")]);
        _journal.Close(null);
        Assert.Equal(1, _journal.Figures.Lost);
    }

    [Fact]
    public void A_second_copy_counts_whenever_it_comes_but_not_where_its_sender_sent_it_twice()
    {
        Accept("a");
        _journal.Seen([new(1, "a")]);
        _journal.PutOff("b", new IOException("the connection ended."));
        Accept("b");
        _journal.PutOff("c", new UnexpectedReplyException("451 4.3.0 later"));
        Accept("c");
        _journal.Close([new(1, "a"), new(2, "b"), new(3, "b"), new(4, "c"), new(5, "a"), new(6, "c")]);
        Assert.Equal((2, 0, 2, 0), (_journal.Figures.Twice, _journal.Figures.Lost, _journal.Figures.PutOff, _journal.Figures.Refused));
    }

    [Fact]
    public void A_reply_that_says_never_is_no_put_off()
    {
        _journal.PutOff("a", new UnexpectedReplyException("550 5.1.1 nobody"));
        Assert.True(_journal.Figures is { Refused: 1, PutOff: 0, IsClean: false });
    }

    [Fact]
    public void Delays_count_from_the_first_try_and_pauses_from_one_answer_to_the_next()
    {
        var began = _time.GetTimestamp();
        Accept("a");
        _journal.Seen([new(1, "a")]);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), _journal.Figures.LongestPause);
        _journal.Accepted("b", began);
        _time.Advance(TimeSpan.FromSeconds(1));
        _journal.Seen([new(2, "b")]);
        _journal.Close([new(1, "a"), new(2, "b")]);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((TimeSpan.FromSeconds(8), 1, TimeSpan.FromSeconds(7)), (_journal.Figures.LongestDelay, _journal.Figures.Late, _journal.Figures.LongestPause));
    }

    private void Accept(string mark) => _journal.Accepted(mark, _time.GetTimestamp());
}
