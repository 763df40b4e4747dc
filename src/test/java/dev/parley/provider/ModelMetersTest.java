package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.platform.Metric;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.Usage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelMetersTest {

    private static final ModelEvent.Text PIECE = new ModelEvent.Text("x");

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ModelMeters meters = new ModelMeters(registry);

    @AfterEach
    void forget() {
        assertThat(Thread.interrupted()).as("left interrupted").isFalse();
    }

    private static ProviderSpec provider(String url, boolean dashScope, boolean demo) {
        return new ProviderSpec(
                "mine",
                ProviderSpec.Kind.OPENAI,
                () -> URI.create(url),
                () -> "",
                dashScope,
                demo,
                true,
                ProviderSpec.Engine.AUTO,
                ProviderSpec.Timeouts.DEFAULT);
    }

    private static ModelSpec model(Price price) {
        return new ModelSpec(
                "m",
                "M",
                "M",
                provider("https://api.deepseek.com/v1", false, false),
                ModelSpec.Path.TEXT,
                true,
                ModelSpec.Thinking.NONE,
                ModelSpec.Prefix.NONE,
                SendOptions.NONE,
                price,
                null);
    }

    /** A stream that brings these events, and then breaks if it is told to. */
    private MeasuredStream stream(Price price, @Nullable RuntimeException failure, ModelEvent... events) {
        Queue<ModelEvent> left = new ArrayDeque<>(List.of(events));
        ModelStream played = new ModelStream() {
            @Override
            public @Nullable ModelEvent next() {
                if (left.isEmpty() && failure != null) {
                    throw failure;
                }
                return left.poll();
            }

            @Override
            public void close() {}
        };
        return new MeasuredStream(played, meters.begin(model(price)));
    }

    private Timer duration(String error) {
        return Metric.OPERATION_DURATION.timer(registry, "chat", "deepseek", "m", error);
    }

    @Test
    void anAnswerCountsItsPausesItsTokensAndItsCost() {
        Usage usage = new Usage(1_000, 500, 0, 1_500);
        MeasuredStream stream = stream(
                new Price(new BigDecimal("2"), new BigDecimal("8")),
                null,
                PIECE,
                PIECE,
                PIECE,
                new ModelEvent.Finished(FinishReason.STOP, "stop", usage));
        while (stream.next() != null) {
            assertThat(duration("").count()).isZero();
        }
        stream.close();
        stream.close();

        assertThat(duration("").count()).isEqualTo(1);
        assertThat(Metric.TIME_PER_OUTPUT_CHUNK
                        .timer(registry, "chat", "deepseek", "m")
                        .count())
                .isEqualTo(2);
        assertThat(tokens("input").totalAmount()).isEqualTo(1_000);
        assertThat(tokens("output").totalAmount()).isEqualTo(500);
        assertThat(Metric.COST.counter(registry, "m").count()).isEqualTo(0.006);
    }

    private DistributionSummary tokens(String type) {
        return Metric.TOKEN_USAGE.summary(registry, "chat", "deepseek", "m", type);
    }

    @Test
    void anAnswerThatBreaksOffIsCountedByItsCode() {
        ProviderException cut = ProviderException.of(ErrorCode.ANSWER_CUT_OFF, "cut", null);
        MeasuredStream stream = stream(Price.UNKNOWN, cut, PIECE);
        stream.next();
        assertThat(catchThrowable(stream::next)).isSameAs(cut);
        stream.close();

        assertThat(duration("answer-cut-off").count()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsStoppedIsNoErrorOfTheProvider() {
        MeasuredStream stream = stream(Price.UNKNOWN, ProviderException.interrupted(new Exception()), PIECE);
        stream.next();
        Thread.currentThread().interrupt();
        assertThat(catchThrowable(stream::next)).isInstanceOf(ProviderException.class);
        stream.close();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(duration("cancelled").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1,openai",
        "https://API.DeepSeek.com,deepseek",
        "https://mine.openai.azure.com/v1,azure.ai.openai",
        "https://notapi.openai.com.example.org/v1,mine",
        "http://127.0.0.1:8000/v1,mine"
    })
    void providersHaveTheNamesOfTheConventions(String url, String name) {
        assertThat(ModelMeters.nameOf(provider(url, false, false))).isEqualTo(name);
    }

    @Test
    void thoseOfNoNameHaveOneOfOurs() {
        assertThat(ModelMeters.nameOf(provider("https://dashscope.aliyuncs.com/api/v1", true, false)))
                .isEqualTo("alibaba_cloud.dashscope");
        assertThat(ModelMeters.nameOf(provider("http://localhost/demo/api/v1", true, true)))
                .isEqualTo("parley.demo");
    }
}
