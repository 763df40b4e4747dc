package dev.parley.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.Database;
import dev.parley.platform.Settings;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import dev.parley.support.Values;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has used their quota waits until it is renewed, on each database. */
@Timeout(120)
class QuotasTest {

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

        private static final Instant NOON = Instant.parse("2026-02-27T12:00:00Z");
        private static final Duration UNTIL_MIDNIGHT = Duration.ofHours(12);
        private static final Duration UNTIL_MARCH = Duration.ofHours(36);
        private static final Owner ALICE = new Owner("alice", "Alice", false);
        private static final Owner GUEST = new Owner("guest", "Guest", true);

        private final Database database;
        private final SteppingClock clock = new SteppingClock(NOON.toEpochMilli());
        private final Values values = new Values();

        Promises(TestDatabase kind) {
            database = TestDatabase.open(kind.settings());
        }

        @AfterEach
        void close() {
            database.close();
        }

        private Quotas quotas() {
            return new Quotas(database, Settings.of(values), clock);
        }

        private void used(String owner, String day, String model, long prompt, long completion) {
            database.change(connection -> {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO token_use (owner_id, used_on,"
                        + " model, answers, prompt_tokens, completion_tokens) VALUES (?, ?, ?, 1, ?, ?)")) {
                    insert.setString(1, owner);
                    insert.setObject(2, LocalDate.parse(day));
                    insert.setString(3, model);
                    insert.setLong(4, prompt);
                    insert.setLong(5, completion);
                    insert.executeUpdate();
                }
            });
        }

        private void account(String role, String dayTokens) {
            database.change(connection -> {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO account (id, name, display_name, role, source, created_at, day_tokens)"
                                + " VALUES ('alice', 'alice', 'Alice', ?, 'local', 0, " + dayTokens + ")")) {
                    insert.setString(1, role);
                    insert.executeUpdate();
                }
            });
        }

        private void refused(Owner owner, String period, Duration wait) {
            assertThatThrownBy(() -> quotas().insist(owner)).isInstanceOfSatisfying(ParleyException.class, refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.QUOTA_REACHED);
                assertThat(refusal.info("t").detail()).isEqualTo(period);
                assertThat(refusal.retryAfter()).isEqualTo(wait);
            });
        }

        private void free(Owner owner) {
            assertThatCode(() -> quotas().insist(owner)).doesNotThrowAnyException();
        }

        @Test
        void withoutALimitNobodyIsRefused() {
            used("alice", "2026-02-27", "m", 1_000_000_000, 1_000_000_000);

            free(ALICE);
            assertThat(quotas().usage(ALICE).day().limit()).isNull();
            assertThat(quotas().usage(ALICE).day().tokens()).isEqualTo(2_000_000_000L);
        }

        @Test
        void theDaysQuotaHoldsUntilMidnight() {
            values.put("parley.quota.user.day-tokens", "100");
            used("alice", "2026-02-27", "a", 50, 10);
            free(ALICE);
            used("alice", "2026-02-27", "b", 30, 10);

            refused(ALICE, "day", UNTIL_MIDNIGHT);

            clock.forward(UNTIL_MIDNIGHT.toMillis());
            free(ALICE);
        }

        @Test
        void theMonthsQuotaHoldsUntilItsEnd() {
            values.put("parley.quota.user.day-tokens", "100").put("parley.quota.user.month-tokens", "1000");
            used("alice", "2026-02-01", "a", 900, 0);
            used("alice", "2026-02-27", "a", 0, 100);
            used("alice", "2026-01-31", "a", 7_000, 0);

            refused(ALICE, "month", UNTIL_MARCH);
            assertThat(quotas().usage(ALICE))
                    .isEqualTo(new Quotas.Usage(
                            new Quotas.Use(100, 100L, clock.millis() + UNTIL_MIDNIGHT.toMillis()),
                            new Quotas.Use(1_000, 1_000L, clock.millis() + UNTIL_MARCH.toMillis())));

            clock.forward(UNTIL_MARCH.toMillis());
            free(ALICE);
        }

        @Test
        void guestsUsersAndAdminsHaveTheirOwn() {
            values.put("parley.quota.guest.day-tokens", "10")
                    .put("parley.quota.user.day-tokens", "100")
                    .put("parley.quota.admin.day-tokens", "1000");
            account("admin", "NULL");
            used("guest", "2026-02-27", "m", 10, 0);
            used("alice", "2026-02-27", "m", 500, 0);

            refused(GUEST, "day", UNTIL_MIDNIGHT);
            free(ALICE);
        }

        @Test
        void anAccountsOwnLimitWins() {
            values.put("parley.quota.user.day-tokens", "100");
            account("user", "600");
            used("alice", "2026-02-27", "m", 500, 0);

            free(ALICE);
            used("alice", "2026-02-27", "n", 100, 0);
            refused(ALICE, "day", UNTIL_MIDNIGHT);
        }

        @Test
        void zeroIsNothingAtAll() {
            values.put("parley.quota.guest.day-tokens", "0");

            refused(GUEST, "day", UNTIL_MIDNIGHT);
        }

        @Test
        void whatIsOldIsForgotten() {
            TokenUses uses = new TokenUses(database, clock);
            used("alice", "2020-01-01", "m", 1, 1);
            used("alice", "2026-02-27", "m", 1, 1);

            uses.tidy();

            assertThat(uses.of(10_000, 10)).extracting(TokenUses.Row::answers).containsExactly(1L);
        }
    }
}
