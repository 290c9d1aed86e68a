using Microsoft.Extensions.Logging;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Writing;

/// <summary>
/// Runs the requests of a batch in its transaction. First together and without savepoints, which cost the embedded engine a copy of every
/// page and the other one two statements each: hardly ever is one to be undone, and then all run again, each with a savepoint.
/// </summary>
/// <param name="endsBatch">After such an exception the transaction is over, whosever statement it was.</param>
internal sealed class BatchRun(ISqlConnection connection, WriteTransaction transaction, Func<Exception, bool> endsBatch, ILogger logger)
{
    /// <summary>False when what one of them wrote is to be undone: the transaction is to be rolled back.</summary>
    public bool RunTogether(List<WriteRequest> batch) => batch.TrueForAll(request => request.Settled || Run(request, isSaved: false));

    /// <summary>False when what it wrote is to be undone. It is the only one of its transaction, and its outcome is settled.</summary>
    public bool RunAlone(WriteRequest request) => request.Settled || Run(request, isSaved: true);

    public void RunSaved(WriteRequest request)
    {
        if (request.Settled) return;
        connection.Post("SAVEPOINT request");
        if (!Run(request, isSaved: true)) connection.Post("ROLLBACK TO request");
        connection.Post("RELEASE request");
    }

    /// <param name="isSaved">It alone can be undone: it shares nothing with others, and what it throws is its outcome.</param>
    private bool Run(WriteRequest request, bool isSaved)
    {
        var shares = request.Foreseen is not null && !isSaved;
        try
        {
            transaction.BeginRequest(shares);
            if (request.Run(transaction))
            {
                transaction.EndRequest(shares);
                return true;
            }
        }
        catch (Exception e) when (endsBatch(e))
        {
            throw;
        }
        catch (Exception e) when (isSaved)
        {
            Log.WorkFailed(logger, e);
            request.Fault(e);
        }
        catch (Exception)
        {
            // It runs again, saved.
            return false;
        }
        transaction.DropRequest();
        return false;
    }
}
