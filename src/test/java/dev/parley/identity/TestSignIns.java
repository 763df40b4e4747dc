package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Settings;
import dev.parley.protocol.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The beans that a sign-in needs, with a clock that a test sets. */
public final class TestSignIns {

    public final Database database;
    public final Accounts accounts;
    public final SignIns signIns;
    public final Audit audit;

    private final AuthSettings settings;

    public TestSignIns(Database database, Clock clock) {
        this.database = database;
        Map<String, String> oidc = Map.of("parley.auth", "oidc");
        settings = AuthSettings.read(new Settings(oidc::get));
        accounts = new Accounts(database, clock);
        signIns = new SignIns(database, settings, clock);
        audit = new Audit(database, Duration.ofDays(1), clock);
    }

    /** Why each of these sign-ins would not be let in any more. */
    public Map<String, ErrorCode> refused(String id, Duration patience) {
        return signIns.refused(List.of(id), settings, patience);
    }
}
