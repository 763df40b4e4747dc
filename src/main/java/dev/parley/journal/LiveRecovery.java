package dev.parley.journal;

import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.platform.Sql;
import dev.parley.protocol.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a process that died has left of the text of open answers, put among the events. What cannot be used, because the disk
 * was damaged or the database is a copy from before, is kept aside.
 */
final class LiveRecovery {

    private static final Logger LOG = Logger.getLogger(LiveRecovery.class.getName());

    private final Connection connection;
    private final Map<String, List<Event.Recorded>> missing = new LinkedHashMap<>();
    private boolean usedAll = true;

    private LiveRecovery(Connection connection) {
        this.connection = connection;
    }

    /** To be called with each start, before anything else is read or written. */
    static void run(Database database, Path base) {
        List<LiveFile.Left> left = LiveFile.left(base);
        if (left.isEmpty()) {
            return;
        }
        boolean usedAll = database.durably(connection -> new LiveRecovery(connection).recover(left));
        for (LiveFile.Left segment : left) {
            if (usedAll) {
                LiveFile.delete(segment.path());
            } else {
                LiveFile.putAside(segment.path());
            }
        }
    }

    private boolean recover(List<LiveFile.Left> left) throws SQLException {
        List<Path> ours = new ArrayList<>();
        for (LiveFile.Left segment : left) {
            if (knows(segment.node())) {
                ours.add(segment.path());
            } else {
                usedAll = false;
                LOG.log(
                        Level.WARNING,
                        "the text in {0} was written after this database was copied, and is not used",
                        segment.path());
            }
        }
        for (Map.Entry<String, List<Event.Recorded>> one :
                LiveFile.readAll(ours).entrySet()) {
            recover(one.getKey(), one.getValue());
        }
        LiveRows.fold(connection, missing);
        return usedAll;
    }

    /** Whether the process has written to this database; if not, the database is a copy from before it. */
    private boolean knows(String node) throws SQLException {
        return Sql.first(connection, "SELECT batch FROM node_batch WHERE node_id = ?", row -> row.getLong(1), node)
                .isPresent();
    }

    /** A segment stays until all of it is among the events, so some of it may be there. */
    private void recover(String conversationId, List<Event.Recorded> events) throws SQLException {
        Long lastSeq = Sql.first(
                        connection,
                        "SELECT last_seq FROM conversation WHERE id = ?",
                        row -> row.getLong(1),
                        conversationId)
                .orElse(null);
        if (lastSeq == null) {
            return;
        }
        List<Event.Recorded> following = new ArrayList<>();
        long next = lastSeq + 1;
        for (Event.Recorded recorded : events) {
            if (recorded.seq() > next) {
                loseBehind(conversationId, next, recorded.seq());
                break;
            }
            // A batch that could not be written at first may be there twice.
            if (recorded.seq() == next) {
                following.add(recorded);
                next++;
            }
        }
        if (!following.isEmpty()) {
            missing.put(conversationId, following);
        }
    }

    /** Readers have seen what is lost, and its numbers are given out anew: their cursors are void (invariant I4). */
    private void loseBehind(String conversationId, long next, long there) throws SQLException {
        usedAll = false;
        LOG.log(
                Level.WARNING,
                "text of conversation {0} is missing from event {1} to {2}, as after damage to the disk; what comes"
                        + " behind it is not used",
                new Object[] {conversationId, Long.toString(next), Long.toString(there - 1)});
        Sql.update(connection, "UPDATE conversation SET epoch = ? WHERE id = ?", Ids.next(), conversationId);
    }
}
