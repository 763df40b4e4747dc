package dev.parley.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.identity.AuditEntry;
import dev.parley.identity.Role;
import dev.parley.identity.SignInDesk.Entered;
import dev.parley.identity.SignInDesk.Place;
import dev.parley.identity.SignIns;
import dev.parley.identity.TestSignIns;
import dev.parley.platform.Database;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OidcDeskTest {

    private static final Place PLACE = new Place("192.0.2.1", "a browser");
    private static final long LIFE = PlayedOpenIdProvider.LIFE_SECONDS * 1_000L;
    private static final long GRACE = Duration.ofMinutes(15).toMillis();

    private final SteppingClock clock = new SteppingClock(System.currentTimeMillis());
    private final Map<String, String> configured = new HashMap<>();
    private PlayedOpenIdProvider provider;
    private TestSignIns beans;
    private OidcDesk desk;

    @BeforeEach
    void open() throws Exception {
        provider = new PlayedOpenIdProvider();
        on(TestDatabase.H2);
    }

    private void on(TestDatabase kind) {
        if (beans != null) {
            beans.database.close();
        }
        Database database = TestDatabase.open(kind.settings());
        beans = new TestSignIns(database, clock);
        desk = node();
    }

    /** One of several on the same database. */
    private OidcDesk node() {
        configured.put("parley.oidc.issuer", provider.address());
        return new OidcDesk(
                beans.database, beans.accounts, beans.signIns, beans.audit, TestSettings.with(configured), clock);
    }

    @AfterEach
    void close() {
        beans.database.close();
        provider.close();
    }

    private Entered enter() {
        OidcDesk.Leaving leaving = desk.leave("", PLACE);
        return desk.arrive(provider.visit(leaving.to()), leaving.sealed(), PLACE)
                .entered();
    }

    private SignIns.Known recheck(Entered entered) {
        return recheck(desk, entered);
    }

    private SignIns.Known recheck(OidcDesk at, Entered entered) {
        String secret = entered.signIn().secret();
        return at.recheck(beans.signIns.bySecret(secret).orElseThrow(), secret);
    }

    private static void refused(ErrorCode code, ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOfSatisfying(ParleyException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private List<String> row(String signInId) {
        return beans.database
                .transaction(connection -> Sql.first(
                        connection,
                        "SELECT * FROM sign_in WHERE id = ?",
                        row -> {
                            List<String> all = new ArrayList<>();
                            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                                all.add(row.getString(i));
                            }
                            return all;
                        },
                        signInId))
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void keepsTokensThatTheDatabaseAloneDoesNotGiveAway(TestDatabase kind) {
        on(kind);
        Entered entered = enter();
        String id = entered.signIn().id();

        HeldTokens tokens = new HeldTokens(beans.database);
        HeldTokens.Held mine = tokens.read(id, entered.signIn().secret()).orElseThrow();
        assertThat(mine.refreshToken()).isEqualTo("refresh-1");
        // Whole parts: a few letters of them may stand in what is sealed by chance.
        String[] idToken = Objects.requireNonNull(mine.idToken()).split("\\.");
        assertThat(idToken).hasSize(3).allMatch(part -> part.length() > 16);
        assertThat(row(id).toString())
                .doesNotContain(idToken)
                .doesNotContain("refresh-1")
                .doesNotContain(entered.signIn().secret());
        assertThat(tokens.read(id, "f".repeat(64)))
                .hasValueSatisfying(held -> assertThat(held.refreshToken()).isNull());
        assertThat(tokens.read(id, entered.signIn().secret()).toString()).doesNotContain("refresh-1");
    }

    @Test
    void sendsTheBrowserWithStateNonceAndChallenge() {
        OidcDesk.Leaving leaving = desk.leave("#/c/1", PLACE);

        assertThat(leaving.to().getQuery())
                .contains("response_type=code", "client_id=parley", "code_challenge_method=S256", "nonce=", "state=")
                .contains("redirect_uri=https://chat.example.org/auth/oidc/callback")
                .contains("scope=openid+profile+email+offline_access");
        assertThat(leaving.toString()).isEqualTo("Leaving");
        desk.arrive(provider.visit(leaving.to()), leaving.sealed(), PLACE);
        assertThat(provider.asked.get(0)).containsKeys("code", "code_verifier", "redirect_uri");
    }

    @Test
    void refusesADisabledAccountAndKnowsItAgainLater() {
        String id = enter().account().id();
        beans.accounts.change(id, null, true);

        refused(ErrorCode.ACCOUNT_DISABLED, this::enter);
        beans.accounts.change(id, null, false);
        assertThat(enter().account().id()).isEqualTo(id);
    }

    @Test
    void goesByIssuerAndSubjectNotByTheEMailAddress() {
        String first = enter().account().id();
        provider.claims.put("sub", "s2");

        assertThat(enter().account().id()).isNotEqualTo(first);
        provider.claims.put("email", "changed@example.org");
        provider.claims.put("sub", "s1");
        assertThat(enter().account().id()).isEqualTo(first);
    }

    @Test
    void refusesADepartureOfLongAgo() {
        OidcDesk.Leaving leaving = desk.leave("", PLACE);
        String query = provider.visit(leaving.to());
        clock.forward(OidcDesk.DEPARTURE_LIFE.toMillis());

        refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive(query, leaving.sealed(), PLACE));
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void refusesAnIdTokenForAnotherDepartureAndAnotherState() {
        OidcDesk.Leaving one = desk.leave("", PLACE);
        OidcDesk.Leaving two = desk.leave("", PLACE);
        String first = provider.visit(one.to());
        String second = provider.visit(two.to());
        String state = first.replaceFirst(".*&state=", "&state=");

        refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive(second, one.sealed(), PLACE));
        refused(
                ErrorCode.SIGN_IN_FAILED,
                () -> desk.arrive(second.replaceFirst("&state=.*", state), one.sealed(), PLACE));
        assertThat(desk.arrive(first, one.sealed(), PLACE).entered().account().displayName())
                .isEqualTo("Ada");
    }

    @Test
    void writesRefusalsDownWithTheirTrace() {
        refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive("code=a&state=b", null, PLACE));

        assertThat(beans.audit.list(null, "sign-in", null, 10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.ok()).isFalse())
                .satisfies(entry -> assertThat(entry.traceId()).hasSize(32))
                .extracting(AuditEntry::detail, AuditEntry::address)
                .containsExactly("sign-in-failed", "192.0.2.1");
    }

    @Test
    void failsWhereTheProviderIsAnotherThanConfigured() {
        provider.issuer = "https://evil.example";

        refused(ErrorCode.SIGN_IN_FAILED, this::enter);
    }

    @Test
    void findsAProviderThatWasNotThereAtTheStart() {
        provider.issuer = "https://evil.example";
        refused(ErrorCode.SIGN_IN_FAILED, this::enter);
        provider.issuer = provider.address();
        clock.forward(5_000);

        assertThat(enter().account().displayName()).isEqualTo("Ada");
    }

    @Test
    void failsWhereTheAnswerIsNoneOrHasNoEnd() {
        OidcDesk.Leaving leaving = desk.leave("", PLACE);
        for (String body : List.of("", "{", "[]", "{}", "<html>", "x".repeat(2 << 20))) {
            provider.body = body;
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive(provider.visit(leaving.to()), leaving.sealed(), PLACE));
        }
        provider.body = null;
        provider.idTokens = false;
        refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive(provider.visit(leaving.to()), leaving.sealed(), PLACE));
    }

    @Test
    void asksForWhatAShortIdTokenDoesNotSay() {
        provider.claims.keySet().retainAll(List.of("sub"));
        provider.userInfo = Map.of("sub", "s1", "name", "Ada", "email", "ada@example.org", "email_verified", true);

        assertThat(enter().account().email()).isEqualTo("ada@example.org");
        assertThat(provider.userInfos).hasValue(1);
    }

    @Test
    void asksNothingThatIsKnown() {
        provider.userInfo = Map.of("sub", "s1");

        enter();

        assertThat(provider.userInfos).hasValue(0);
    }

    @Test
    void refusesWhatIsSaidAboutAnother() {
        provider.claims.keySet().retainAll(List.of("sub"));
        provider.userInfo = Map.of("sub", "s2", "name", "Eve", "email", "ada@example.org", "email_verified", true);

        refused(ErrorCode.SIGN_IN_FAILED, this::enter);
    }

    @ParameterizedTest
    @EnumSource
    void asksAgainOnceItIsTime(TestDatabase kind) {
        on(kind);
        Entered entered = enter();
        clock.forward(LIFE - 1);
        recheck(entered);
        assertThat(provider.asked).hasSize(1);
        clock.forward(1);
        provider.claims.put("name", "Ada Other");

        SignIns.Known known = recheck(entered);

        assertThat(provider.asked).hasSize(2);
        assertThat(provider.asked.get(1)).containsEntry("refresh_token", List.of("refresh-1"));
        assertThat(known.account().displayName()).isEqualTo("Ada Other");
        assertThat(known.signIn().checkedUntilMillis()).isEqualTo(clock.millis() + LIFE);
        clock.forward(LIFE);
        recheck(entered);
        assertThat(provider.asked.get(2)).containsEntry("refresh_token", List.of("refresh-2"));
    }

    @Test
    void givesAndTakesTheRoleAtARefresh() {
        configured.putAll(Map.of("parley.oidc.admin-claim", "groups", "parley.oidc.admin-value", "admins"));
        desk = node();
        Entered entered = enter();
        assertThat(entered.account().role()).isEqualTo(Role.USER);
        provider.claims.put("groups", List.of("admins"));
        clock.forward(LIFE);
        assertThat(recheck(entered).account().role()).isEqualTo(Role.ADMIN);
        provider.claims.put("groups", List.of());
        clock.forward(LIFE);
        assertThat(recheck(entered).account().role()).isEqualTo(Role.USER);
    }

    @Test
    void keepsTheRefreshTokenWhereThereIsNoNewOne() {
        Entered entered = enter();
        provider.refreshTokens = false;
        provider.idTokens = false;
        for (int i = 0; i < 2; i++) {
            clock.forward(LIFE);
            assertThat(recheck(entered).account().displayName()).isEqualTo("Ada");
        }
        assertThat(provider.asked.get(2)).containsEntry("refresh_token", List.of("refresh-1"));
    }

    @Test
    void losesNoRefreshTokenWhereTheRestCannotBeAsked() {
        provider.claims.keySet().retainAll(List.of("sub"));
        provider.userInfo = Map.of("sub", "s1", "name", "Ada", "email", "ada@example.org", "email_verified", true);
        Entered entered = enter();
        provider.userInfoStatus = 503;
        clock.forward(LIFE);

        assertThat(recheck(entered).account().emailVerified()).isTrue();
        clock.forward(LIFE);
        recheck(entered);
        assertThat(provider.asked.get(2)).containsEntry("refresh_token", List.of("refresh-2"));
    }

    @Test
    void losesNoRefreshTokenWhereTheKeysCannotBeHad() {
        Entered entered = enter();
        provider.keyStatus = 503;
        desk = node();
        clock.forward(LIFE);

        recheck(entered);
        provider.keyStatus = 200;
        clock.forward(LIFE);
        recheck(entered);
        assertThat(provider.asked.get(2)).containsEntry("refresh_token", List.of("refresh-2"));
    }

    @Test
    void asksNeverWhereItHasNoRefreshToken() {
        provider.refreshTokens = false;
        Entered entered = enter();
        clock.forward(GRACE * 10);

        assertThat(recheck(entered).signIn().checkedUntilMillis()).isNull();
        assertThat(provider.asked).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void endsTheSignInOnceTheProviderSaysNo(TestDatabase kind) {
        on(kind);
        Entered entered = enter();
        clock.forward(LIFE);
        provider.error = "invalid_grant";

        refused(ErrorCode.SESSION_EXPIRED, () -> recheck(entered));

        SignIns.Known known = beans.signIns.bySecret(entered.signIn().secret()).orElseThrow();
        assertThat(beans.signIns.refusal(known.signIn())).isEqualTo(ErrorCode.SESSION_EXPIRED);
        assertThat(new HeldTokens(beans.database)
                        .read(known.signIn().id(), entered.signIn().secret()))
                .hasValueSatisfying(held -> assertThat(held.refreshToken()).isNull());
        assertThat(beans.audit.list(null, "sign-in", null, 1))
                .extracting(AuditEntry::detail)
                .containsExactly("session-expired");
    }

    @Test
    void endsTheSignInOfWhoHasAnotherDomainNow() {
        configured.put("parley.oidc.allowed-domains", "example.org");
        desk = node();
        Entered entered = enter();
        provider.claims.put("email", "ada@elsewhere.example");
        clock.forward(LIFE);

        refused(ErrorCode.SESSION_EXPIRED, () -> recheck(entered));
        refused(ErrorCode.NOT_ALLOWED, this::enter);
    }

    @Test
    void endsTheSignInWhereTheTokenIsAnotherPersons() {
        Entered entered = enter();
        provider.claims.put("sub", "s2");
        clock.forward(LIFE);

        refused(ErrorCode.SESSION_EXPIRED, () -> recheck(entered));
        assertThat(beans.signIns.refusal(beans.signIns
                        .bySecret(entered.signIn().secret())
                        .orElseThrow()
                        .signIn()))
                .isEqualTo(ErrorCode.SESSION_EXPIRED);
    }

    @Test
    void toleratesAProviderThatIsAwayForAWhile() {
        Entered entered = enter();
        clock.forward(LIFE);
        provider.status = 503;

        recheck(entered);
        recheck(entered);
        assertThat(provider.asked).as("not with each request").hasSize(2);
        clock.forward(10_000);
        recheck(entered);
        assertThat(provider.asked).hasSize(3);

        clock.forward(GRACE);
        refused(ErrorCode.SESSION_EXPIRED, () -> recheck(entered));
        provider.status = 200;
        clock.forward(10_000);
        assertThat(recheck(entered).signIn().checkedUntilMillis()).isEqualTo(clock.millis() + LIFE);
    }

    /** Each would keep a thread waiting for a provider that does not answer. */
    @Test
    void triesForOneSignInWhileTheProviderIsAway() {
        List<Entered> all = List.of(enter(), enter(), enter());
        clock.forward(LIFE);
        provider.status = 503;

        all.forEach(this::recheck);
        assertThat(provider.asked).hasSize(all.size() + 1);
        clock.forward(10_000);
        provider.status = 200;
        all.forEach(this::recheck);
        assertThat(provider.asked).hasSize(all.size() + 1 + all.size());
    }

    @Test
    void endsTheSignInOnceNoProviderIsAskedAnyMore() {
        Entered entered = enter();
        OidcDesk local = new OidcDesk(beans.database, beans.accounts, beans.signIns, beans.audit, null, clock);

        refused(ErrorCode.SESSION_EXPIRED, () -> recheck(local, entered));
    }

    @Test
    void doesNotLetItsAuditBeFlooded() {
        for (int i = 0; i < 100; i++) {
            refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive("code=a&state=b", null, PLACE));
        }
        assertThat(beans.audit.list(null, "sign-in", null, 200)).hasSize(50);
        refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive("code=a&state=b", null, new Place("192.0.2.2", null)));
        assertThat(beans.audit.list(null, "sign-in", null, 200)).hasSize(51);
        clock.forward(Duration.ofMinutes(16).toMillis());
        refused(ErrorCode.SIGN_IN_FAILED, () -> desk.arrive("code=a&state=b", null, PLACE));
        assertThat(beans.audit.list(null, "sign-in", null, 200)).hasSize(52);
    }

    @Test
    void toleratesForAWhileThatTheProviderDoesNotKnowUs() {
        Entered entered = enter();
        clock.forward(LIFE);
        provider.error = "invalid_client";

        recheck(entered);

        provider.error = null;
        clock.forward(10_000);
        assertThat(recheck(entered).signIn().checkedUntilMillis()).isEqualTo(clock.millis() + LIFE);
    }

    /** Also long after it was time, when nobody may be let in unasked: the others wait. */
    @ParameterizedTest
    @EnumSource
    void asksOnceWhateverTheNodesAndRequests(TestDatabase kind) throws Exception {
        on(kind);
        Entered entered = enter();
        clock.forward(LIFE + GRACE);
        List<OidcDesk> nodes = List.of(desk, node());
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<SignIns.Known>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                OidcDesk at = nodes.get(i % 2);
                Callable<SignIns.Known> request = () -> {
                    start.await();
                    return recheck(at, entered);
                };
                all.add(threads.submit(request));
            }
            start.countDown();
            for (Future<SignIns.Known> one : all) {
                assertThat(one.get(20, TimeUnit.SECONDS).signIn().checkedUntilMillis())
                        .isEqualTo(clock.millis() + LIFE);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(provider.asked).hasSize(2);
    }

    @Test
    void asksInPlaceOfANodeThatDiedWhileAsking() {
        Entered entered = enter();
        clock.forward(LIFE + GRACE);
        long checked = clock.millis() - GRACE;
        HeldTokens dying = new HeldTokens(beans.database);
        assertThat(dying.claim(entered.signIn().id(), checked, clock.millis(), clock.millis() + 90_000))
                .isTrue();
        assertThat(dying.claim(entered.signIn().id(), checked, clock.millis(), clock.millis() + 90_000))
                .isFalse();
        clock.forward(90_000);

        assertThat(recheck(entered).signIn().checkedUntilMillis()).isEqualTo(clock.millis() + LIFE);
    }

    @Test
    void aSocketStaysWhileItsPageAsks() {
        Entered entered = enter();
        String id = entered.signIn().id();
        clock.forward(LIFE + desk.patience().toMillis());
        assertThat(beans.refused(id, desk.patience())).isEmpty();
        clock.forward(1);
        assertThat(beans.refused(id, desk.patience())).isEqualTo(Map.of(id, ErrorCode.SESSION_EXPIRED));
    }

    @Test
    void twoWhoComeForTheFirstTimeAtOnceAreOne() throws Exception {
        List<Callable<String>> both =
                Collections.nCopies(2, () -> enter().account().id());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> ids = threads.invokeAll(both);
            assertThat(ids.get(0).get()).isEqualTo(ids.get(1).get());
        } finally {
            threads.shutdownNow();
        }
    }
}
