package dev.parley.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.identity.SignInDesk.Application;
import dev.parley.identity.SignInDesk.Entered;
import dev.parley.identity.SignInDesk.Place;
import dev.parley.platform.Database;
import dev.parley.platform.Settings;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, by what, and for how long, on each database. */
@Timeout(120)
class IdentityTest {

    @Nested
    class OnH2 extends Promises {
        OnH2() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class OnPostgres extends Promises {
        OnPostgres() {
            super(TestDatabase.POSTGRES);
        }
    }

    abstract static class Promises {

        private static final String PASSWORD = "three words are enough";
        /** Few, so that many tests take little time; PasswordHashTest has the real ones. */
        private static final int ITERATIONS = 10;

        private static final Place HERE = new Place("192.0.2.1", "A browser");
        private static final Place THERE = new Place("192.0.2.2", null);

        private final SteppingClock clock = new SteppingClock(System.currentTimeMillis());
        private final Map<String, String> configuration = new HashMap<>(Map.of("parley.auth", "local"));
        private final Database database;
        private final Accounts accounts;
        private final Audit audit;
        private final Invitations invitations;
        private final ApiKeys keys;

        Promises(TestDatabase kind) {
            database = TestDatabase.open(kind.settings());
            accounts = new Accounts(database, clock);
            audit = new Audit(database, Duration.ofDays(30), clock);
            invitations = new Invitations(database, clock);
            keys = new ApiKeys(database, clock);
        }

        @AfterEach
        void close() {
            database.close();
        }

        private AuthSettings settings() {
            Settings settings = new Settings(configuration::get);
            AuthSettings read = AuthSettings.read(settings);
            settings.check();
            return read;
        }

        private SignIns signIns() {
            return new SignIns(database, settings(), clock);
        }

        private SignInDesk desk() {
            return new SignInDesk(
                    database,
                    accounts,
                    new Passwords(database, clock, ITERATIONS),
                    signIns(),
                    invitations,
                    audit,
                    settings(),
                    () -> clock.millis() * 1_000_000);
        }

        private Gatekeeper gatekeeper() {
            return new Gatekeeper(signIns(), keys, audit, (known, secret) -> known, settings());
        }

        private Entered admin(SignInDesk desk) {
            return desk.accept(desk.setUp().orElseThrow(), application("Ada"), HERE);
        }

        private Entered user(SignInDesk desk, String name) {
            String token = invitations
                    .create(Invitation.Kind.INVITATION, Role.USER, null, null, Duration.ofDays(1))
                    .token();
            return desk.accept(token, application(name), HERE);
        }

        private static Application application(String name) {
            return new Application(name, null, PASSWORD, null);
        }

        private static Credentials cookie(String secret) {
            return new Credentials(null, secret, HERE.address());
        }

        private static Credentials bearer(String key) {
            return new Credentials("Bearer " + key, null, HERE.address());
        }

        private static void refused(ErrorCode code, ThrowingCallable call) {
            assertThatThrownBy(call).isInstanceOfSatisfying(ParleyException.class, refusal -> assertThat(refusal.code())
                    .isEqualTo(code));
        }

        // The first admin, links.

        @Test
        void anAdminWhoHasLostThePasswordComesBackByALinkOfTheOperator() {
            SignInDesk desk = desk();
            Entered before = admin(desk);
            String token = desk.resetLink(" ADA").orElseThrow();

            Entered after = desk.accept(token, new Application("", null, "quite another passphrase", null), HERE);

            assertThat(after.account().id()).isEqualTo(before.account().id());
            assertThat(desk.signIn("ada", "quite another passphrase", HERE)
                            .account()
                            .role())
                    .isEqualTo(Role.ADMIN);
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("ada", PASSWORD, HERE));
            refused(ErrorCode.SIGNED_OUT, () -> gatekeeper()
                    .admit(cookie(before.signIn().secret())));
            assertThat(audit.list(null, null, null, 100))
                    .extracting(AuditEntry::action)
                    .contains("reset-link");
            assertThat(desk.resetLink("nobody")).isEmpty();
            assertThat(desk.admins()).containsExactly("ada");
        }

        @Test
        void theFirstAdminComesByALinkThatWorksOnce() {
            SignInDesk desk = desk();
            assertThat(desk.isNew()).isTrue();
            String first = desk.setUp().orElseThrow();
            String second = desk.setUp().orElseThrow();
            assertThat(desk.look(first, HERE).kind()).isEqualTo(Invitation.Kind.SET_UP);

            Entered ada = desk.accept(first, application("Ada"), HERE);

            assertThat(ada.account().role()).isEqualTo(Role.ADMIN);
            assertThat(ada.account().name()).isEqualTo("ada");
            assertThat(gatekeeper().admit(cookie(ada.signIn().secret())).owner().isAdmin())
                    .isTrue();
            refused(ErrorCode.INVITATION_NOT_FOUND, () -> desk.accept(first, application("Bob"), HERE));
            // Made before there was an admin, and void since.
            refused(ErrorCode.INVITATION_NOT_FOUND, () -> desk.accept(second, application("Bob"), HERE));
            assertThat(desk.isNew()).isFalse();
            assertThat(desk.setUp()).isEmpty();
        }

        @Test
        void aLinkThatWasNotUsedRightCanBeUsedAgain() {
            SignInDesk desk = desk();
            String token = desk.setUp().orElseThrow();

            refused(
                    ErrorCode.PASSWORD_TOO_WEAK,
                    () -> desk.accept(token, new Application("Ada", null, "password12", null), HERE));
            refused(
                    ErrorCode.INVALID_NAME,
                    () -> desk.accept(token, new Application("a b", null, PASSWORD, null), HERE));

            assertThat(desk.accept(token, application("Ada"), HERE).account().role())
                    .isEqualTo(Role.ADMIN);
        }

        @Test
        void ofManyWhoUseALinkAtOnceOneComesIn() throws Exception {
            SignInDesk desk = desk();
            admin(desk);
            String token = invitations
                    .create(Invitation.Kind.INVITATION, Role.USER, null, null, Duration.ofDays(1))
                    .token();
            ExecutorService threads = Executors.newFixedThreadPool(6);
            try {
                List<Callable<Boolean>> tries = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    String name = "user" + i;
                    tries.add(() -> {
                        try {
                            desk.accept(token, application(name), HERE);
                            return true;
                        } catch (ParleyException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVITATION_NOT_FOUND);
                            return false;
                        }
                    });
                }
                int in = 0;
                for (Future<Boolean> one : threads.invokeAll(tries)) {
                    in += one.get() ? 1 : 0;
                }
                assertThat(in).isEqualTo(1);
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void linksExpireAndAreRevoked() {
            SignInDesk desk = desk();
            admin(desk);
            var late = invitations.create(Invitation.Kind.INVITATION, Role.USER, null, null, Duration.ofHours(1));
            var revoked = invitations.create(Invitation.Kind.INVITATION, Role.USER, null, null, Duration.ofDays(1));
            assertThat(invitations.list()).hasSize(2);

            invitations.revoke(revoked.invitation().id());
            refused(ErrorCode.INVITATION_NOT_FOUND, () -> desk.look(revoked.token(), HERE));
            refused(
                    ErrorCode.INVITATION_NOT_FOUND,
                    () -> invitations.revoke(revoked.invitation().id()));
            desk.look(late.token(), HERE);
            clock.forward(Duration.ofHours(1).toMillis());
            refused(ErrorCode.INVITATION_NOT_FOUND, () -> desk.look(late.token(), HERE));
            assertThat(invitations.list()).isEmpty();
            refused(
                    ErrorCode.INVALID_REQUEST,
                    () -> invitations.create(Invitation.Kind.INVITATION, Role.USER, null, null, Duration.ofDays(91)));
        }

        @Test
        void whoGuessesLinksIsHeldBack() {
            SignInDesk desk = desk();
            String token = desk.setUp().orElseThrow();
            for (int i = 0; i < 10; i++) {
                refused(ErrorCode.INVITATION_NOT_FOUND, () -> desk.look("0".repeat(64), HERE));
            }

            refused(ErrorCode.TOO_MANY_ATTEMPTS, () -> desk.look(token, HERE));
            assertThat(desk.look(token, THERE).kind()).isEqualTo(Invitation.Kind.SET_UP);
        }

        // Names and passwords.

        @Test
        void aNameIsOneInWhateverFormItIsTyped() {
            SignInDesk desk = desk();
            admin(desk);
            Entered jose = user(desk, "Jose\u0301.Müller");

            assertThat(jose.account().name()).isEqualTo("josé.müller");
            assertThat(desk.signIn("  JOSÉ.MÜLLER ", PASSWORD, HERE).account().id())
                    .isEqualTo(jose.account().id());
            refused(ErrorCode.NAME_TAKEN, () -> user(desk, "JOSÉ.müller"));
            assertThat(user(desk, "小明").account().name()).isEqualTo("小明");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "a b", "-a", "<script>", "a\u202eb", "a\u0000", "a/b", "'; DROP TABLE account"})
        void whatCouldBeTakenForSomethingElseIsNoName(String name) {
            refused(ErrorCode.INVALID_NAME, () -> Accounts.name(name));
        }

        @Test
        void whatOthersReadIsOneLineInOneDirection() {
            assertThat(Accounts.displayName("  Ada\u202e\nLovelace ")).isEqualTo("Ada  Lovelace");
            assertThat(Accounts.displayName("<b>Ada</b>")).isEqualTo("<b>Ada</b>");
            refused(ErrorCode.INVALID_NAME, () -> Accounts.displayName("\u200b"));
            refused(ErrorCode.INVALID_NAME, () -> Accounts.displayName("x".repeat(101)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "short", "password12", "qwertyuiop", "ada.lovelace", "1234567890123"})
        void whatIsEasyToGuessIsNoPassword(String password) {
            refused(ErrorCode.PASSWORD_TOO_WEAK, () -> Passwords.check(password, List.of("ada.lovelace", "Ada")));
        }

        @Test
        void aPasswordThatIsMuchTooLongIsRefusedAndNotHashed() {
            refused(ErrorCode.PASSWORD_TOO_WEAK, () -> Passwords.check("long enough ".repeat(20), List.of()));
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("ada", "x".repeat(1_000_000), HERE));
            assertThat(ada.account().name()).isEqualTo("ada");
        }

        @Test
        void nobodyLearnsWhetherANameExists() {
            SignInDesk desk = desk();
            admin(desk);

            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("ada", "not the password", HERE));
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("nobody", "not the password", HERE));
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("x".repeat(100_000), PASSWORD, HERE));
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("' OR 1=1 --", PASSWORD, HERE));
        }

        @Test
        void whoGuessesPasswordsIsHeldBackForAWhileAndOthersAreNot() {
            SignInDesk desk = desk();
            admin(desk);
            user(desk, "bob");
            for (int i = 0; i < 10; i++) {
                refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("Ada", "not the password", HERE));
            }

            assertThatThrownBy(() -> desk.signIn(" ADA", PASSWORD, HERE))
                    .isInstanceOfSatisfying(ParleyException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_ATTEMPTS);
                        assertThat(refusal.retryAfter()).isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
                    });
            desk.signIn("bob", PASSWORD, HERE);
            desk.signIn("ada", PASSWORD, THERE);
            clock.forward(Duration.ofMinutes(15).toMillis());
            desk.signIn("ada", PASSWORD, HERE);
        }

        @Test
        void anAddressThatTriesManyNamesIsHeldBack() {
            SignInDesk desk = desk();
            admin(desk);
            for (int i = 0; i < 50; i++) {
                int n = i;
                refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("user" + n, "not the password", HERE));
            }

            refused(ErrorCode.TOO_MANY_ATTEMPTS, () -> desk.signIn("ada", PASSWORD, HERE));
            desk.signIn("ada", PASSWORD, THERE);
        }

        @Test
        void aNewPasswordEndsTheOtherSignIns() {
            SignInDesk desk = desk();
            Entered first = admin(desk);
            Entered second = desk.signIn("ada", PASSWORD, THERE);
            String wanted = "another three words";
            refused(
                    ErrorCode.SIGN_IN_FAILED,
                    () -> desk.changePassword(
                            first.account(), "wrong", wanted, first.signIn().id(), "192.0.2.1"));

            desk.changePassword(
                    first.account(), PASSWORD, wanted, first.signIn().id(), "192.0.2.1");

            gatekeeper().admit(cookie(first.signIn().secret()));
            refused(ErrorCode.SIGNED_OUT, () -> gatekeeper()
                    .admit(cookie(second.signIn().secret())));
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("ada", PASSWORD, HERE));
            desk.signIn("ada", wanted, HERE);
        }

        @Test
        void aResetEndsAllSignInsAndTellsNoRole() {
            SignInDesk desk = desk();
            admin(desk);
            Entered bob = user(desk, "bob");
            String token = invitations
                    .create(Invitation.Kind.RESET, Role.USER, bob.account().id(), null, Duration.ofDays(1))
                    .token();
            assertThat(desk.nameFor(desk.look(token, HERE))).isEqualTo("bob");

            Entered again = desk.accept(token, new Application("", null, "another three words", null), THERE);

            assertThat(again.account().id()).isEqualTo(bob.account().id());
            refused(ErrorCode.SIGNED_OUT, () -> gatekeeper()
                    .admit(cookie(bob.signIn().secret())));
            gatekeeper().admit(cookie(again.signIn().secret()));
            refused(ErrorCode.INVITATION_NOT_FOUND, () -> desk.look(token, HERE));
        }

        @Test
        void registrationIsClosedUnlessItIsSaid() {
            SignInDesk closed = desk();
            admin(closed);
            refused(ErrorCode.NOT_ALLOWED, () -> closed.register(application("bob"), HERE));

            configuration.put("parley.registration", "open");
            SignInDesk open = desk();
            assertThat(open.register(application("bob"), HERE).account().role()).isEqualTo(Role.USER);
            for (int i = 0; i < 9; i++) {
                open.register(application("user" + i), HERE);
            }
            refused(ErrorCode.TOO_MANY_ATTEMPTS, () -> open.register(application("one-more"), HERE));
        }

        @Test
        void theFirstAccountIsNotWhoeverComesFirst() {
            configuration.put("parley.registration", "open");

            refused(ErrorCode.NOT_ALLOWED, () -> desk().register(application("mallory"), HERE));
        }

        @Test
        void inOtherModesThereAreNoPasswords() {
            admin(desk());
            configuration.put("parley.auth", "oidc");

            refused(ErrorCode.NOT_ALLOWED, () -> desk().signIn("ada", PASSWORD, HERE));
            refused(ErrorCode.NOT_ALLOWED, () -> desk().accept("0".repeat(64), application("bob"), HERE));
        }

        // Sign-ins.

        @Test
        void eachReasonHasItsCode() {
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            Entered bob = user(desk, "bob");

            refused(ErrorCode.SIGN_IN_REQUIRED, () -> gatekeeper().admit(new Credentials(null, null, "192.0.2.1")));
            refused(ErrorCode.SESSION_INVALID, () -> gatekeeper().admit(cookie("0".repeat(64))));
            refused(ErrorCode.SESSION_INVALID, () -> gatekeeper().admit(cookie("")));
            refused(ErrorCode.SESSION_INVALID, () -> gatekeeper()
                    .admit(cookie(ada.signIn().secret().substring(1))));
            refused(ErrorCode.TOKEN_INVALID, () -> gatekeeper().admit(bearer("parley_" + "x".repeat(43))));
            refused(ErrorCode.TOKEN_INVALID, () -> gatekeeper().admit(new Credentials("Basic YTpi", null, "")));
            refused(ErrorCode.TOKEN_INVALID, () -> gatekeeper()
                    .admit(bearer(ada.signIn().secret())));
            accounts.change(bob.account().id(), null, true);
            refused(ErrorCode.ACCOUNT_DISABLED, () -> gatekeeper()
                    .admit(cookie(bob.signIn().secret())));
            refused(ErrorCode.ACCOUNT_DISABLED, () -> desk.signIn("bob", PASSWORD, HERE));
            // Nobody learns that who does not know the password.
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("bob", "not the password", HERE));
        }

        @Test
        void aSignInEndsWhenItIsNotUsedAndAtTheLatestAfterItsLife() {
            configuration.put("parley.sign-in.idle-minutes", "60");
            configuration.put("parley.sign-in.max-minutes", "150");
            Entered ada = admin(desk());
            String secret = ada.signIn().secret();

            clock.forward(Duration.ofMinutes(50).toMillis());
            gatekeeper().admit(cookie(secret));
            clock.forward(Duration.ofMinutes(50).toMillis());
            gatekeeper().admit(cookie(secret));
            clock.forward(Duration.ofMinutes(49).toMillis());
            assertThat(gatekeeper().admit(cookie(secret)).expiresAtMillis())
                    .isEqualTo(clock.millis() + Duration.ofMinutes(1).toMillis());
            clock.forward(Duration.ofMinutes(1).toMillis());
            refused(ErrorCode.SESSION_EXPIRED, () -> gatekeeper().admit(cookie(secret)));

            Entered idle = desk().signIn("ada", PASSWORD, HERE);
            clock.forward(Duration.ofMinutes(60).toMillis());
            refused(ErrorCode.SESSION_EXPIRED, () -> gatekeeper()
                    .admit(cookie(idle.signIn().secret())));
        }

        @Test
        void whoIsConnectedIsLookedAfter() {
            configuration.put("parley.sign-in.max-minutes", "60");
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            Entered bob = user(desk, "bob");
            Entered eve = user(desk, "eve");
            ApiKeys.Created key = keys.create(eve.account(), "k", Set.of(Scope.CHAT), null);
            List<String> ids =
                    List.of(ada.signIn().id(), bob.signIn().id(), eve.signIn().id(), "unknown");

            signIns().end(bob.account().id(), bob.signIn().id());
            accounts.change(eve.account().id(), null, true);

            assertThat(gatekeeper().refusedSignIns(ids))
                    .containsOnly(
                            Map.entry(bob.signIn().id(), ErrorCode.SIGNED_OUT),
                            Map.entry(eve.signIn().id(), ErrorCode.ACCOUNT_DISABLED),
                            Map.entry("unknown", ErrorCode.SIGNED_OUT));
            assertThat(gatekeeper().refusedKeys(List.of(key.key().id())))
                    .containsOnly(Map.entry(key.key().id(), ErrorCode.ACCOUNT_DISABLED));
            clock.forward(Duration.ofMinutes(60).toMillis());
            assertThat(gatekeeper().refusedSignIns(List.of(ada.signIn().id())))
                    .containsOnly(Map.entry(ada.signIn().id(), ErrorCode.SESSION_EXPIRED));
        }

        @Test
        void signInsAreBoundedAndEndedByTheirOwnerOnly() {
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            Entered bob = user(desk, "bob");
            for (int i = 0; i < 50; i++) {
                clock.forward(1);
                signIns().start(ada.account(), "192.0.2.1", "agent " + "x".repeat(1_000));
            }

            assertThat(signIns().list(ada.account().id())).hasSize(50);
            refused(ErrorCode.SIGNED_OUT, () -> gatekeeper()
                    .admit(cookie(ada.signIn().secret())));
            assertThat(signIns().end(ada.account().id(), bob.signIn().id())).isFalse();
            gatekeeper().admit(cookie(bob.signIn().secret()));
        }

        @Test
        void oldSignInsAreForgotten() {
            Entered ada = admin(desk());
            clock.forward(Duration.ofDays(100).toMillis());
            refused(ErrorCode.SESSION_EXPIRED, () -> gatekeeper()
                    .admit(cookie(ada.signIn().secret())));

            signIns().sweep();

            refused(ErrorCode.SESSION_INVALID, () -> gatekeeper()
                    .admit(cookie(ada.signIn().secret())));
        }

        @Test
        void newTermsMustBeAcceptedFirst() {
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            configuration.put("parley.terms.version", "2");
            configuration.put("parley.terms.url", "https://example.org/terms");

            assertThat(gatekeeper().admit(cookie(ada.signIn().secret())).pending())
                    .isEqualTo(ErrorCode.TERMS_NOT_ACCEPTED);
            assertThat(gatekeeper().refusedSignIns(List.of(ada.signIn().id())))
                    .containsValue(ErrorCode.TERMS_NOT_ACCEPTED);
            accounts.acceptTerms(ada.account().id(), "2");
            assertThat(gatekeeper().admit(cookie(ada.signIn().secret())).pending())
                    .isNull();
            refused(ErrorCode.TERMS_NOT_ACCEPTED, () -> user(desk(), "bob"));
        }

        // Keys.

        @Test
        void aKeyDoesWhatItsScopesSayUntilItExpiresOrIsRevoked() {
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            Entered bob = user(desk, "bob");
            ApiKeys.Created reading = keys.create(bob.account(), "reader", Set.of(Scope.READ), Duration.ofHours(1));
            ApiKeys.Created chatting = keys.create(bob.account(), "bot", Set.of(Scope.CHAT), null);
            refused(ErrorCode.NOT_ALLOWED, () -> keys.create(bob.account(), "root", Set.of(Scope.ADMIN), null));

            Admission reader = gatekeeper().admit(bearer(reading.secret()));
            assertThat(reader.allows(Scope.READ)).isTrue();
            assertThat(reader.allows(Scope.CHAT)).isFalse();
            assertThat(reader.isPersonal()).isFalse();
            assertThat(reader.owner().id()).isEqualTo(bob.account().id());
            Admission bot = gatekeeper().admit(bearer(chatting.secret()));
            assertThat(bot.allows(Scope.READ)).isTrue();
            assertThat(bot.allows(Scope.ADMIN)).isFalse();

            clock.forward(Duration.ofHours(1).toMillis());
            refused(ErrorCode.TOKEN_EXPIRED, () -> gatekeeper().admit(bearer(reading.secret())));
            assertThat(keys.revoke(ada.account().id(), chatting.key().id())).isFalse();
            assertThat(keys.revoke(bob.account().id(), chatting.key().id())).isTrue();
            refused(ErrorCode.TOKEN_EXPIRED, () -> gatekeeper().admit(bearer(chatting.secret())));
        }

        @Test
        void anAdminWhoIsNoneAnyMoreHasNoAdminKeyEither() {
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            Entered bob = user(desk, "bob");
            accounts.change(bob.account().id(), Role.ADMIN, null);
            ApiKeys.Created key = keys.create(accounts.get(bob.account().id()), "root", Set.of(Scope.ADMIN), null);
            assertThat(gatekeeper().admit(bearer(key.secret())).allows(Scope.ADMIN))
                    .isTrue();

            accounts.change(bob.account().id(), Role.USER, null);

            assertThat(gatekeeper().admit(bearer(key.secret())).allows(Scope.ADMIN))
                    .isFalse();
            assertThat(ada.account().role()).isEqualTo(Role.ADMIN);
        }

        // Accounts.

        @Test
        void oneAdminAlwaysStays() {
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            String id = ada.account().id();

            refused(ErrorCode.LAST_ADMIN, () -> accounts.change(id, Role.USER, null));
            refused(ErrorCode.LAST_ADMIN, () -> accounts.change(id, null, true));
            refused(ErrorCode.LAST_ADMIN, () -> accounts.delete(id));
            Entered bob = user(desk, "bob");
            accounts.change(bob.account().id(), Role.ADMIN, null);
            accounts.delete(id);
            refused(ErrorCode.LAST_ADMIN, () -> accounts.delete(bob.account().id()));
            refused(ErrorCode.USER_NOT_FOUND, () -> accounts.delete(id));
            refused(ErrorCode.SESSION_INVALID, () -> gatekeeper()
                    .admit(cookie(ada.signIn().secret())));
        }

        @Test
        void anOpenIdUserIsKnownByIssuerAndSubjectOnly() {
            Account first = accounts.known("https://a.example", "1", "ada", "Ada", "ada@example.org", true, null);
            Account again = accounts.known("https://a.example", "1", "other", "Ada L.", null, false, Role.ADMIN);
            Account other = accounts.known("https://b.example", "1", "ada", "Ada", "ada@example.org", true, null);
            Account odd = accounts.known("https://b.example", "2", "<script> alert", "Odd", null, true, null);

            assertThat(again.id()).isEqualTo(first.id());
            assertThat(again.name()).isEqualTo("ada");
            assertThat(again.displayName()).isEqualTo("Ada L.");
            assertThat(again.role()).isEqualTo(Role.ADMIN);
            assertThat(other.id()).isNotEqualTo(first.id());
            assertThat(other.name()).startsWith("ada-");
            assertThat(odd.name()).isEqualTo("scriptalert");
        }

        @Test
        void accountsAreFoundByWhatTheyAreCalled() {
            SignInDesk desk = desk();
            admin(desk);
            for (String name : List.of("bob", "carol", "dave_1", "dave%2")) {
                if (!name.contains("%")) {
                    user(desk, name);
                }
            }

            assertThat(accounts.list("", "", 2)).extracting(Account::name).containsExactly("ada", "bob");
            assertThat(accounts.list("", "bob", 10)).extracting(Account::name).containsExactly("carol", "dave_1");
            assertThat(accounts.list("E_", "", 10)).extracting(Account::name).containsExactly("dave_1");
            assertThat(accounts.list("%", "", 10)).isEmpty();
        }

        // The audit log and secrets.

        @Test
        void whatIsDoneAndWhatIsRefusedIsWrittenDown() {
            SignInDesk desk = desk();
            Entered ada = admin(desk);
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("Ada", "not the password", HERE));
            desk.signIn("ada", PASSWORD, HERE);
            ApiKeys.Created key = keys.create(ada.account(), "k", Set.of(Scope.READ), null);
            gatekeeper().admit(bearer(key.secret()));
            gatekeeper().admit(bearer(key.secret()));

            List<AuditEntry> all = audit.list(null, null, null, 100);
            assertThat(all)
                    .extracting(AuditEntry::action)
                    .containsExactly("key-used", "sign-in", "sign-in", "account-created");
            assertThat(all).extracting(AuditEntry::ok).containsExactly(true, true, false, true);
            AuditEntry refusal = all.get(2);
            assertThat(refusal.name()).isEqualTo("Ada");
            assertThat(refusal.address()).isEqualTo("192.0.2.1");
            assertThat(refusal.traceId()).hasSize(32);
            assertThat(audit.list(all.get(1).id(), "sign-in", null, 100)).containsExactly(refusal);
            assertThat(audit.list(null, null, "somebody else", 100)).isEmpty();

            clock.forward(Duration.ofDays(31).toMillis());
            audit.sweep();
            assertThat(audit.list(null, null, null, 100)).isEmpty();
        }

        @Test
        void noSecretLiesInTheDatabase() {
            SignInDesk desk = desk();
            String token = desk.setUp().orElseThrow();
            Entered ada = desk.accept(token, application("Ada"), HERE);
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.signIn("ada", "a secret that is wrong", HERE));
            ApiKeys.Created key = keys.create(ada.account(), "k", Set.of(Scope.READ), null);
            gatekeeper().admit(bearer(key.secret()));

            String everything = String.join("\n", everything());

            assertThat(everything)
                    .contains("PBKDF2WithHmacSHA512:" + ITERATIONS + ':')
                    .doesNotContain(PASSWORD, token, ada.signIn().secret(), key.secret(), "a secret that is wrong");
            assertThat(ada + " " + key + " " + application("x") + cookie("secret-cookie"))
                    .doesNotContain(PASSWORD, ada.signIn().secret(), key.secret(), "secret-cookie");
        }

        private List<String> everything() {
            return database.transaction(connection -> {
                List<String> rows = new ArrayList<>();
                for (String table : List.of("account", "credential", "sign_in", "api_key", "invitation", "audit")) {
                    rows.addAll(Sql.list(connection, "SELECT * FROM " + table, row -> {
                        StringBuilder text = new StringBuilder(table);
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            text.append(' ').append(row.getString(i));
                        }
                        return text.toString();
                    }));
                }
                return rows;
            });
        }
    }

    @Test
    void whoIsLetInFollowsFromWhatIsPaidFor() {
        assertThat(mode(Map.of())).isEqualTo(AuthMode.DEMO);
        assertThat(mode(Map.of("llm.api.key", "k"))).isEqualTo(AuthMode.LOCAL);
        assertThat(mode(Map.of("llm.api.key.file", "/run/secrets/k"))).isEqualTo(AuthMode.LOCAL);
        assertThat(mode(Map.of("parley.providers", "mine"))).isEqualTo(AuthMode.LOCAL);
        assertThat(mode(Map.of("parley.providers", "mine", "parley.auth", "open")))
                .isEqualTo(AuthMode.OPEN);
        assertThat(mode(Map.of("parley.auth", "OIDC"))).isEqualTo(AuthMode.OIDC);
    }

    @Test
    void guestsAndAKeyDoNotGoTogetherUnlessItIsSaid() {
        Map<String, String> both = Map.of("llm.api.key", "secret-key", "parley.auth", "demo");

        Settings settings = new Settings(both::get);
        AuthSettings.read(settings);

        assertThat(settings.faults())
                .singleElement()
                .asString()
                .contains("parley.auth")
                .doesNotContain("secret-key");
    }

    private static AuthMode mode(Map<String, String> configuration) {
        return AuthSettings.read(new Settings(configuration::get)).mode();
    }
}
