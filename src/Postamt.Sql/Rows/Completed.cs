namespace Postamt.Sql.Rows;

/// <summary>Takes the value of a task that must have completed where it was started, on the thread that owns the connection.</summary>
internal static class Completed
{
    public static T Value<T>(ValueTask<T> task)
    {
        if (!task.IsCompleted) throw new InvalidOperationException("work inside a transaction awaited something that was not complete");
#pragma warning disable VSTHRD002 // It has completed: nothing waits.
        return task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
