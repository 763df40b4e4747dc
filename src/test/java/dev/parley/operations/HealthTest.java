package dev.parley.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.operations.Health.Check;
import dev.parley.operations.Health.Report;
import dev.parley.protocol.CircuitView;
import dev.parley.protocol.ModelView;
import dev.parley.support.ManualScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<ModelView> models = new ArrayList<>(List.of(model(null), model(null)));
    private final Queue<Runnable> stuck = new ArrayDeque<>();
    private Executor threads = Runnable::run;
    private int asked;
    private boolean databaseAnswers = true;
    private boolean leaving;
    private boolean writing = true;
    private final Health health = new Health(
            scheduler,
            task -> threads.execute(task),
            () -> {
                asked++;
                return databaseAnswers;
            },
            () -> models,
            () -> leaving,
            () -> writing);

    private static ModelView model(@Nullable CircuitView circuit) {
        return new ModelView("m", "M", "p", false, true, false, false, true, circuit, null);
    }

    @BeforeEach
    void start() {
        assertThat(health.started().up()).isFalse();
        assertThat(health.ready().up()).isFalse();
        health.start();
    }

    private static List<String> down(Report report) {
        return report.checks().stream()
                .filter(check -> !check.up())
                .map(Check::name)
                .toList();
    }

    @Test
    void aNodeThatHasStartedIsWell() {
        scheduler.advance(Duration.ofMinutes(5));

        assertThat(health.started().up()).isTrue();
        assertThat(health.ready().up()).isTrue();
        assertThat(health.live().up()).isTrue();
    }

    @Test
    void withoutItsDatabaseItIsAliveButNotReady() {
        databaseAnswers = false;
        scheduler.advance(SECOND);

        assertThat(down(health.ready())).containsExactly("database");
        assertThat(health.live().up()).isTrue();
        databaseAnswers = true;
        scheduler.advance(SECOND);
        assertThat(health.ready().up()).isTrue();
    }

    @Test
    void aDatabaseThatHangsIsNotReadyEither() {
        threads = stuck::add;
        scheduler.advance(Health.DATABASE_PATIENCE);
        assertThat(health.ready().up()).isTrue();
        scheduler.advance(SECOND);

        assertThat(down(health.ready())).containsExactly("database");
        assertThat(stuck).as("only one probe waits").hasSize(1);
        stuck.remove().run();
        assertThat(health.ready().up()).isTrue();
    }

    @Test
    void askingDoesNotAskTheDatabase() {
        scheduler.advance(Duration.ofSeconds(10));
        int before = asked;
        for (int i = 0; i < 1_000; i++) {
            health.ready();
        }

        assertThat(asked).isEqualTo(before).isEqualTo(10);
    }

    @Test
    void oneModelThatCanBeAskedIsEnough() {
        models.set(0, model(CircuitView.open(SECOND)));
        assertThat(health.ready().up()).isTrue();
        models.set(1, model(CircuitView.open(SECOND)));
        assertThat(down(health.ready())).containsExactly("models");
        models.set(1, model(CircuitView.halfOpen()));
        assertThat(health.ready().up()).isTrue();
    }

    @Test
    void whoLeavesIsNotReadyButAlive() {
        leaving = true;

        assertThat(down(health.ready())).containsExactly("accepting");
        assertThat(health.live().up()).isTrue();
    }

    @Test
    void aTimerThatStandsStillIsNoLife() {
        health.stop();
        scheduler.advance(Health.TIMER_PATIENCE);
        assertThat(health.live().up()).isTrue();
        scheduler.advance(SECOND);

        assertThat(down(health.live())).containsExactly("timer");
    }

    @Test
    void aJournalThatNobodyWritesIsNoLife() {
        writing = false;

        assertThat(down(health.live())).containsExactly("journal");
    }

    @Test
    void saysItInTheFormOfMicroProfileHealth() {
        leaving = true;

        assertThat(HealthResource.json(health.ready()))
                .isEqualTo("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"database\",\"status\":\"UP\"},"
                        + "{\"name\":\"models\",\"status\":\"UP\"},{\"name\":\"accepting\",\"status\":\"DOWN\"}]}");
    }
}
