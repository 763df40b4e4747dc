package dev.parley.identity;

import dev.parley.identity.SignInDesk.Place;
import dev.parley.platform.Database;
import dev.parley.platform.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Where people with passwords come in, on a database that is there. */
public final class TestDesk {

    private static final String ADDRESS = "192.0.2.1";

    private final SignInDesk desk;
    private final Gatekeeper gatekeeper;

    public TestDesk(Database database, Clock clock) {
        Map<String, String> local = Map.of("parley.auth", "local");
        AuthSettings settings = AuthSettings.read(new Settings(local::get));
        Accounts accounts = new Accounts(database, clock);
        SignIns signIns = new SignIns(database, settings, clock);
        Audit audit = new Audit(database, Duration.ofDays(30), clock);
        desk = new SignInDesk(
                database,
                accounts,
                new Passwords(database, clock, PasswordHash.ITERATIONS),
                signIns,
                new Invitations(database, clock),
                audit,
                settings,
                () -> clock.millis() * 1_000_000);
        gatekeeper = new Gatekeeper(signIns, new ApiKeys(database, clock), audit, (known, secret) -> known, settings);
    }

    /** Signs in. @return the account's id */
    public String signIn(String name, String password) {
        return desk.signIn(name, password, new Place(ADDRESS, null)).account().id();
    }

    /** @return the id of whom the cookie's secret lets in */
    public String byCookie(String secret) {
        return gatekeeper.admit(new Credentials(null, secret, ADDRESS)).owner().id();
    }

    /** @return the id of whom the API key lets in */
    public String byKey(String key) {
        return gatekeeper
                .admit(new Credentials("Bearer " + key, null, ADDRESS))
                .owner()
                .id();
    }
}
