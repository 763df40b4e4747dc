package dev.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.identity.Owner;
import dev.parley.identity.TestDesk;
import dev.parley.journal.Subscription;
import dev.parley.platform.Database;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.Sql;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Rating;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.support.History;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database that any earlier version has left is brought up to date by this one, and nothing in it is lost.
 *
 * <p>What each version of the schema may hold stands in {@code history/V<n>.sql}: rows as the code of that time wrote
 * them. A new migration is found by itself; its rows are to be written with it.
 */
@Timeout(180)
class MigrationTest {

    private static final Owner ALICE = TestConversations.ALICE;
    private static final String COMPACTED = "01kaaaaaaaaaaaaaaaaaaaaac1";
    private static final String IN_PIECES = "01kaaaaaaaaaaaaaaaaaaaaac2";
    private static final String KEPT = "01kaaaaaaaaaaaaaaaaaaaaac3";
    private static final String ADA = "01kaaaaaaaaaaaaaaaaaaaaau1";

    /** When the rows were written. */
    private static final Clock THEN = new SteppingClock(1_763_002_200_000L);

    static Stream<Arguments> versions() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> History.migrations().keySet().stream().map(version -> Arguments.of(kind, version)));
    }

    @ParameterizedTest(name = "{0} from version {1}")
    @MethodSource("versions")
    void whatAnEarlierVersionHasLeftIsAllThere(TestDatabase kind, int version) throws SQLException {
        DatabaseSettings settings = kind.settings();
        History.live(settings, version);
        Map<String, List<String>> before = History.rows(settings, Map.of());

        TestDatabase.open(settings).close();

        assertThat(History.rows(settings, before)).containsAllEntriesOf(before);
        works(settings, version);
    }

    private static void works(DatabaseSettings settings, int version) {
        try (TestConversations node = new TestConversations(settings)) {
            List<MessageView> compacted =
                    node.conversations.get(ALICE, COMPACTED).messages();
            assertThat(compacted)
                    .extracting(MessageView::text)
                    .containsExactly("What is a lease? 🙂", "A promise for a while.", "Go on", "");
            assertThat(compacted.get(3).error()).satisfies(error -> {
                assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(2));
            });
            MessageView pieces =
                    node.conversations.get(ALICE, IN_PIECES).messages().get(1);
            assertThat(pieces.text()).isEqualTo("Hello 🙂 and wel");
            assertThat(pieces.reasoning()).isEqualTo("Hm");
            aReaderOfThatTimeGoesOn(node);

            Ack asked = node.answered(
                    ALICE, node.conversations.send(ALICE, TestConversations.message(COMPACTED, null, "And now?")));
            assertThat(node.message(ALICE, asked).text()).isEqualTo("You said: And now?");
            assertThat(node.message(ALICE, asked).state()).isEqualTo(MessageState.COMPLETE);
            assertThat(node.search.find(ALICE, "promise", 10)).isNotEmpty();
            if (version >= 2) {
                MessageView rated =
                        node.conversations.get(ALICE, KEPT).messages().get(1);
                assertThat(rated.rating()).isEqualTo(Rating.UP);
                assertThat(node.shares.read("b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184"))
                        .contains("Named by its user");
                assertThat(node.conversations.list(ALICE, false, null, 10).conversations())
                        .extracting(view -> view.id())
                        .doesNotContain("01kaaaaaaaaaaaaaaaaaaaaac4");
            }
            if (version >= 3) {
                TestDesk desk = new TestDesk(node.database, THEN);
                assertThat(desk.signIn("Ada", "three words are enough")).isEqualTo(ADA);
                assertThat(desk.byCookie("ab".repeat(32))).isEqualTo(ADA);
                assertThat(desk.byKey("parley_" + "c".repeat(43))).isEqualTo(ADA);
            }
        }
    }

    /** With a cursor that it was given before. */
    private static void aReaderOfThatTimeGoesOn(TestConversations node) {
        List<Subscription.Step> steps = new ArrayList<>();
        try (Subscription reader = new Subscription(
                node.journal, IN_PIECES, new Cursor("01kaaaaaaaaaaaaaaaaaaaaae2", 6), 10_000, () -> {})) {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                Subscription.Step step = reader.next();
                return step != null && steps.add(step) && steps.size() == 2;
            });
        }
        assertThat(steps.get(0)).isInstanceOf(Subscription.Step.Recovered.class);
        assertThat(steps.get(1)).isInstanceOfSatisfying(Subscription.Step.Events.class, events -> {
            assertThat(events.from()).isEqualTo(7);
            assertThat(events.to()).isEqualTo(8);
        });
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void everyTableHasRowsInTheHistory(TestDatabase kind) throws SQLException {
        DatabaseSettings settings = kind.settings();
        History.live(settings, History.newest());

        assertThat(History.rows(settings, Map.of()))
                .as("write rows of a new table into %s/V%d.sql", History.ROWS, History.newest())
                .allSatisfy((table, rows) -> assertThat(rows).isNotEmpty());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theSchemaOfALaterVersionIsRefused(TestDatabase kind) {
        DatabaseSettings settings = kind.settings();
        Database database = TestDatabase.open(settings);
        database.change(connection -> Sql.update(
                connection,
                "INSERT INTO " + quoted(connection, "flyway_schema_history") + " SELECT "
                        + String.join(", ", historyColumns(connection)) + " FROM "
                        + quoted(connection, "flyway_schema_history") + " WHERE " + quoted(connection, "version")
                        + " = '1'"));
        database.close();

        assertThatThrownBy(() -> TestDatabase.open(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a newer Parley")
                .hasMessageContaining("version 999")
                .hasMessageContaining("up to " + History.newest())
                .hasMessageContaining("restore the back-up");
    }

    /** Those of Flyway's own table, made to tell of a migration that only a later version has. */
    private static List<String> historyColumns(Connection connection) throws SQLException {
        Map<String, String> changed =
                Map.of("installed_rank", "999", "version", "'999'", "script", "'V999__later.sql'");
        List<String> columns = new ArrayList<>();
        try (ResultSet column = connection.getMetaData().getColumns(null, null, "flyway_schema_history", null)) {
            while (column.next()) {
                String name = column.getString("COLUMN_NAME");
                columns.add(changed.getOrDefault(name, quoted(connection, name)));
            }
        }
        return columns;
    }

    private static String quoted(Connection connection, String name) throws SQLException {
        return connection.getMetaData().getIdentifierQuoteString()
                + name
                + connection.getMetaData().getIdentifierQuoteString();
    }

    @Test
    void aMigrationThatWasReleasedIsNeverEdited() throws IOException {
        Map<String, String> released = Files.readAllLines(History.ROWS.resolve("released.txt")).stream()
                .collect(Collectors.toMap(line -> line.substring(66), line -> line.substring(0, 64)));

        assertThat(released).isNotEmpty();
        released.forEach((name, sum) -> assertThat(sum(History.MIGRATIONS.resolve(name)))
                .as("%s is in databases out there: write a new migration instead", name)
                .isEqualTo(sum));
    }

    /** So that a node of the version before goes on while others have been upgraded already. */
    @Test
    void aMigrationOnlyAdds() throws IOException {
        Pattern taking = Pattern.compile("\\b(DROP|RENAME|TRUNCATE|ALTER COLUMN|SET NOT NULL|DELETE FROM)\\b");
        Pattern required = Pattern.compile("ADD COLUMN[^;]*NOT NULL(?![^;]*DEFAULT)");
        for (Path migration : History.migrations().values()) {
            String sql = Files.readString(migration).replaceAll("--.*", "").toUpperCase(Locale.ROOT);

            assertThat(sql).as("%s", migration).doesNotContainPattern(taking);
            assertThat(sql).as("%s", migration).doesNotContainPattern(required);
        }
    }

    private static String sum(Path file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
