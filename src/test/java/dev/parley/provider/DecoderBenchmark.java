package dev.parley.provider;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What one chunk of a provider's stream costs, from its bytes to the model event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderBenchmark {

    private static final int CHUNKS = 100;

    private final byte[] chunk = ("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                    + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a few words \"},"
                    + "\"finish_reason\":null}]}\n\n")
            .getBytes(StandardCharsets.UTF_8);

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void decodeAChunk(Blackhole hole) {
        ChunkDecoder decoder = new ChunkDecoder(new ChunkDecoder.Dialect(false, false, true), hole::consume);
        EventStreamParser parser = new EventStreamParser(EventStreamParser.DEFAULT_LIMIT, decoder::event);
        for (int i = 0; i < CHUNKS; i++) {
            parser.feed(chunk, 0, chunk.length);
        }
    }
}
