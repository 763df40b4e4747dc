package dev.parley.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a seed means. */
class PlanTest {

    /** As in .ci/run. */
    private static final int SEEDS_OF_THE_BUILD = 60;

    private static final Set<Disturbance> BREAKS = EnumSet.of(Disturbance.PROVIDER_CUT, Disturbance.PROVIDER_STALL);

    @Test
    void theSameSeedIsTheSamePlan() {
        for (long seed = 1; seed <= 200; seed++) {
            assertThat(Plan.of(seed)).isEqualTo(Plan.of(seed));
            assertThat(network(Plan.of(seed))).isEqualTo(network(Plan.of(seed)));
        }
    }

    @Test
    void theSeedsOfTheBuildMeetEverything() {
        Set<Disturbance> met = EnumSet.noneOf(Disturbance.class);
        Set<String> models = new HashSet<>();
        LongStream.rangeClosed(1, SEEDS_OF_THE_BUILD).mapToObj(Plan::of).forEach(plan -> {
            met.addAll(plan.disturbances());
            models.add(plan.model());
        });

        assertThat(met).isEqualTo(EnumSet.allOf(Disturbance.class));
        assertThat(models).containsExactlyInAnyOrderElementsOf(Plan.MODELS);
    }

    @Test
    void noDisturbanceIsRare() {
        Map<Disturbance, Long> met = LongStream.rangeClosed(1, 1_000)
                .mapToObj(Plan::of)
                .flatMap(plan -> plan.disturbances().stream())
                .collect(Collectors.groupingBy(disturbance -> disturbance, Collectors.counting()));

        assertThat(met.values()).allSatisfy(count -> assertThat(count).isBetween(80L, 160L));
    }

    @Test
    void whatIsSwitchedOffChangesNothingElse() {
        for (long seed = 1; seed <= 500; seed++) {
            Plan whole = Plan.of(seed);
            Plan plan = whole.without(BREAKS, false);

            assertThat(plan.disturbances()).doesNotContainAnyElementsOf(BREAKS);
            assertThat(plan.kill()).isNegative();
            assertThat(network(plan)).isEqualTo(network(whole));
            assertThat(plan.questions())
                    .extracting(Plan.Question::text)
                    .isEqualTo(
                            whole.questions().stream().map(Plan.Question::text).toList());
            assertThat(plan.questions())
                    .flatExtracting(Plan.Question::attempts)
                    .allSatisfy(attempt -> assertThat(attempt.breaking()).isNull());
        }
    }

    /** Three attempts, two of which may be in vain (docs/configuration.md); after a timeout there is one more. */
    @Test
    void asksForNoMoreThanTheServerPromises() {
        for (long seed = 1; seed <= 1_000; seed++) {
            for (Plan.Question question : Plan.of(seed).questions()) {
                List<Attempt> attempts = question.attempts();
                long vain = attempts.stream()
                        .filter(attempt -> attempt.fruitless() || attempt.breaking() != null)
                        .count();
                assertThat(vain).isLessThanOrEqualTo(2);
                assertThat(attempts.stream().skip(1))
                        .noneMatch(attempt ->
                                attempt.early() != null && attempt.early().kind() == ByteFault.Kind.HALF_OPEN);
            }
        }
    }

    @Test
    void aBadNetworkBecomesGoodInTheEnd() {
        for (long seed = 1; seed <= 1_000; seed++) {
            assertThat(Plan.of(seed).network("client", 6)).isEmpty();
        }
    }

    private static List<List<ByteFault>> network(Plan plan) {
        return IntStream.range(0, 7)
                .mapToObj(connection -> plan.network("client", connection))
                .toList();
    }
}
