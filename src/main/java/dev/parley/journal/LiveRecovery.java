package dev.parley.journal;

import dev.parley.platform.Database;
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

/** What a process that died has left of the text of open answers, put among the events. */
final class LiveRecovery {

    private static final Logger LOG = Logger.getLogger(LiveRecovery.class.getName());

    private LiveRecovery() {}

    /** To be called with each start, before anything else is read or written. */
    static void run(Database database, Path base) {
        List<LiveFile.Left> left = LiveFile.left(base);
        if (left.isEmpty()) {
            return;
        }
        database.durably(connection -> {
            List<Path> ours = new ArrayList<>();
            for (LiveFile.Left segment : left) {
                if (knows(connection, segment.node())) {
                    ours.add(segment.path());
                } else {
                    LOG.log(
                            Level.WARNING,
                            "the text in {0} was written after this database was copied, and is not used",
                            segment.path());
                }
            }
            Map<String, List<Event.Recorded>> missing = new LinkedHashMap<>();
            for (var one : LiveFile.readAll(ours).entrySet()) {
                missing(connection, one.getKey(), one.getValue(), missing);
            }
            LiveRows.fold(connection, missing);
            return missing.size();
        });
        left.forEach(segment -> LiveFile.delete(segment.path()));
    }

    /** Whether the process has written to this database; if not, the database is a copy from before it. */
    private static boolean knows(Connection connection, String node) throws SQLException {
        return Sql.first(connection, "SELECT batch FROM node_batch WHERE node_id = ?", row -> row.getLong(1), node)
                .isPresent();
    }

    /** A segment stays until all of it is among the events, so some of it may be there. */
    private static void missing(
            Connection connection,
            String conversationId,
            List<Event.Recorded> events,
            Map<String, List<Event.Recorded>> into)
            throws SQLException {
        Long lastSeq = Sql.first(
                        connection,
                        "SELECT last_seq FROM conversation WHERE id = ?",
                        row -> row.getLong(1),
                        conversationId)
                .orElse(null);
        if (lastSeq == null) {
            return;
        }
        List<Event.Recorded> missing = new ArrayList<>();
        long next = lastSeq + 1;
        for (Event.Recorded recorded : events) {
            if (recorded.seq() > next) {
                LOG.log(
                        Level.WARNING,
                        "text of conversation {0} is missing from event {1} to {2}, as after damage to"
                                + " the disk; what comes behind it is not used",
                        new Object[] {conversationId, Long.toString(next), Long.toString(recorded.seq() - 1)});
                break;
            }
            // A batch that could not be written at first may be there twice.
            if (recorded.seq() == next) {
                missing.add(recorded);
                next++;
            }
        }
        if (!missing.isEmpty()) {
            into.put(conversationId, missing);
        }
    }
}
