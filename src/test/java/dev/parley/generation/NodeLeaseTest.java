package dev.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.Sql;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The row of a node. */
@Timeout(60)
class NodeLeaseTest {

    private static long rows(TestJournal node) {
        return node.database()
                .transaction(connection -> Sql.first(
                        connection, "SELECT COUNT(*) FROM node WHERE id = ?", row -> row.getLong(1), node.node()))
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aRenewalThatComesTooLateDoesNotTakeTheLeaseAgain(TestDatabase kind) {
        try (TestJournal node = new TestJournal(kind.settings())) {
            NodeLease lease = new NodeLease(node.database(), node.node());
            lease.begin();
            lease.renew();
            assertThat(rows(node)).isEqualTo(1);

            lease.end(node.journal().doorbell());
            lease.renew();
            assertThat(rows(node)).isZero();
        }
    }
}
