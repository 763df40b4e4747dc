package dev.parley.protocol;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a frame costs in each direction. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

    private final ServerFrame delta = new ServerFrame.Events(
            "01m89ryx0g1a5t5brkfpe9xh78",
            5,
            5,
            List.of(new Event.Recorded(
                    5, 1_795_219_200_000L, new Event.Delta("01m89ryx0g1a5t5brkfpe9xh7a", 120, "a few words "))));
    private final String send = "{\"type\":\"send\",\"ref\":\"7\",\"conversationId\":\"01m89ryx0g1a5t5brkfpe9xh78\","
            + "\"clientMessageId\":\"c-1\",\"parentId\":\"01m89ryx0g1a5t5brkfpe9xh7a\",\"text\":\"What is a lease?\"}";

    @Benchmark
    public String writeADelta() {
        return FrameWriter.write(delta);
    }

    @Benchmark
    public ClientFrame readASend() throws FrameException {
        return FrameReader.read(send);
    }
}
