package dev.parley.journal;

import dev.parley.platform.Database;
import dev.parley.platform.DatabaseIdentity;
import dev.parley.platform.Ids;
import dev.parley.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The identity of journals. What readers have seen of a database may be missing from a back-up that takes its place, and
 * the numbers of those events are given out anew: so every cursor is void then (invariant I4).
 */
@ApplicationScoped
public class Epochs {

    private static final Logger LOG = Logger.getLogger(Epochs.class.getName());

    private final DatabaseIdentity identity;

    public Epochs(Database database) {
        this(new DatabaseIdentity(database));
    }

    @Inject
    public Epochs(DatabaseIdentity identity) {
        this.identity = identity;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Epochs() {
        identity = null;
    }

    /** To be called with each start, before anybody reads a journal. */
    public void renewIfRestored() {
        identity.ifAnother(Epochs::renew);
    }

    private static void renew(Connection connection) throws SQLException {
        int journals = Sql.update(connection, "UPDATE conversation SET epoch = ?", Ids.next());
        if (journals > 0) {
            LOG.log(
                    Level.WARNING,
                    "the database is not the one that it was, but a copy or a back-up: all pages load their {0}"
                            + " conversations anew",
                    Integer.toString(journals));
        }
    }
}
