package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.CircuitView;
import dev.parley.protocol.ErrorCode;
import dev.parley.support.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final Duration DELAY = Duration.ofSeconds(10);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> told = new ArrayList<>();
    private final Circuit circuit = new Circuit(scheduler, new Circuit.Figures(DELAY, 2), this::changed);

    private void changed() {
        CircuitView view = circuit.view();
        told.add(view == null ? "closed" : view.state().wire());
    }

    private String succeed() {
        return circuit.watch(() -> "answer");
    }

    private void fail(ErrorCode code) {
        assertThatThrownBy(() -> circuit.watch(() -> {
                    throw ProviderException.of(code, "test", null);
                }))
                .isInstanceOf(ProviderException.class);
    }

    private void fail() {
        fail(ErrorCode.MODEL_OVERLOADED);
    }

    private void open() {
        fail();
        circuit.refused();
    }

    @Test
    void isClosedUntilACallIsRefused() {
        assertThat(succeed()).isEqualTo("answer");
        fail();
        assertThat(circuit.view()).isNull();
        assertThat(circuit.isOpen()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void aRefusalTellsThatItOpenedWithTheLastFailure() {
        fail();
        scheduler.advance(Duration.ofSeconds(3));
        Duration wait = circuit.refused();

        assertThat(wait).isEqualTo(Duration.ofSeconds(7).plus(Circuit.MARGIN));
        assertThat(circuit.view()).isEqualTo(CircuitView.open(Duration.ofSeconds(7)));
        assertThat(circuit.isOpen()).isTrue();
        assertThat(told).containsExactly("open");
    }

    @Test
    void whatDoesNotBlameTheProviderDoesNotCountAsFailure() {
        fail();
        scheduler.advance(Duration.ofSeconds(4));
        fail(ErrorCode.MODEL_KEY_REJECTED);

        assertThat(circuit.refused()).isEqualTo(Duration.ofSeconds(6).plus(Circuit.MARGIN));
    }

    @Test
    void countsDownAndIsHalfOpenWhenTheDelayIsOver() {
        open();
        scheduler.advance(Duration.ofSeconds(9));
        assertThat(circuit.view()).isEqualTo(CircuitView.open(Duration.ofSeconds(1)));
        assertThat(circuit.refused()).isEqualTo(Duration.ofSeconds(1).plus(Circuit.MARGIN));

        scheduler.advance(Duration.ofSeconds(1));
        assertThat(circuit.view()).isEqualTo(CircuitView.halfOpen());
        assertThat(told).containsExactly("open", "half-open");
    }

    @Test
    void closesAfterAsManySuccessesAsTheBreakerWants() {
        open();
        scheduler.advance(DELAY);
        succeed();
        assertThat(circuit.view()).isEqualTo(CircuitView.halfOpen());
        succeed();

        assertThat(circuit.view()).isNull();
        assertThat(told).containsExactly("open", "half-open", "closed");
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void aTrialThatFailsOpensItForTheWholeDelayAgain() {
        open();
        scheduler.advance(Duration.ofSeconds(25));
        fail();

        assertThat(circuit.view()).isEqualTo(CircuitView.open(DELAY));
        assertThat(told).containsExactly("open", "half-open", "open");
        scheduler.advance(DELAY);
        succeed();
        fail();
        assertThat(circuit.view()).as("successes count anew").isEqualTo(CircuitView.open(DELAY));
    }

    @Test
    void aCallThatIsLetThroughBeforeTheTimeIsTheTrial() {
        open();
        scheduler.advance(Duration.ofSeconds(2));
        circuit.watch(() -> {
            assertThat(circuit.view()).isEqualTo(CircuitView.halfOpen());
            return "answer";
        });
        succeed();

        assertThat(told).containsExactly("open", "half-open", "closed");
        scheduler.advance(DELAY);
        assertThat(told).as("the old timer is void").hasSize(3);
    }

    @Test
    void whatBeganEarlierNeitherClosesNorOpensIt() {
        circuit.watch(() -> {
            open();
            scheduler.advance(DELAY);
            return "late";
        });
        succeed();
        assertThat(circuit.view()).isEqualTo(CircuitView.halfOpen());

        open();
        assertThat(circuit.view()).isEqualTo(CircuitView.open(DELAY));
        assertThatThrownBy(() -> circuit.watch(() -> {
                    fail();
                    scheduler.advance(Duration.ofSeconds(5));
                    throw ProviderException.of(ErrorCode.MODEL_OVERLOADED, "late", null);
                }))
                .isInstanceOf(ProviderException.Down.class);
        assertThat(circuit.view()).isEqualTo(CircuitView.open(Duration.ofSeconds(5)));
    }

    @Test
    void aRefusalDuringTheTrialIsNoOpening() {
        open();
        scheduler.advance(DELAY);
        circuit.watch(() -> {
            assertThat(circuit.refused()).isEqualTo(Circuit.TRIAL_PAUSE);
            return "answer";
        });

        assertThat(circuit.view()).isEqualTo(CircuitView.halfOpen());
        assertThat(told).containsExactly("open", "half-open");
    }

    @Test
    void aRefusalLongAfterTheLastFailureMeansThatOthersAreTrying() {
        fail();
        scheduler.advance(Duration.ofSeconds(11));

        assertThat(circuit.refused()).isEqualTo(Circuit.TRIAL_PAUSE);
        assertThat(circuit.view()).isEqualTo(CircuitView.halfOpen());
    }

    @Test
    void trialsThatBeganUnnoticedAndFailedOpenItWithTheNextRefusal() {
        fail();
        scheduler.advance(Duration.ofSeconds(11));
        assertThatThrownBy(() -> circuit.watch(() -> {
                    circuit.refused();
                    throw ProviderException.of(ErrorCode.MODEL_OVERLOADED, "trial", null);
                }))
                .isInstanceOf(ProviderException.Down.class);

        assertThat(circuit.refused()).isEqualTo(DELAY.plus(Circuit.MARGIN));
        assertThat(told).containsExactly("half-open", "open");
    }
}
