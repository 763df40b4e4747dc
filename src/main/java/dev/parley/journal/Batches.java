package dev.parley.journal;

import dev.parley.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table that holds each node's last committed batch, so that a commit whose outcome is unknown can be looked up. */
final class Batches {

    private Batches() {}

    static void register(Connection connection, String node, long atMillis) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO node_batch (node_id, batch, at) VALUES (?, 0, ?)")) {
            insert.setString(1, node);
            insert.setLong(2, atMillis);
            insert.executeUpdate();
        }
    }

    static void mark(Connection connection, String node, long number, long atMillis) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE node_batch SET batch = ?, at = ? WHERE node_id = ?")) {
            update.setLong(1, number);
            update.setLong(2, atMillis);
            update.setString(3, node);
            if (update.executeUpdate() == 0) {
                throw new IllegalStateException("node " + node + " is not registered");
            }
        }
    }

    /** Waits for a transaction of this node that may still be committing, then says which batch was the last. */
    static long last(Connection connection, String node) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT batch FROM node_batch WHERE node_id = ? FOR UPDATE")) {
            select.setString(1, node);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    /** Removes the rows of nodes that are gone for long. */
    static void forget(Connection connection, String node, long beforeMillis) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM node_batch WHERE at < ? AND node_id <> ?"
                        + " AND NOT EXISTS (SELECT 1 FROM node WHERE node.id = node_batch.node_id AND node.lease_until > "
                        + Database.MILLIS + ")")) {
            delete.setLong(1, beforeMillis);
            delete.setString(2, node);
            delete.executeUpdate();
        }
    }
}
