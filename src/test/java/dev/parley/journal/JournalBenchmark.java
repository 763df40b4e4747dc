package dev.parley.journal;

import dev.parley.protocol.Event;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a committed piece of text costs when 500 answers each get one at about the same time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JournalBenchmark {

    private static final int ANSWERS = 500;
    private static final String WORDS = "a few words ";

    /** The embedded database as shipped but for the forced write to the disk, or PostgreSQL. */
    @Param({"FILE", "POSTGRES"})
    public TestDatabase database = TestDatabase.FILE;

    private final List<String> conversations = new ArrayList<>();
    private @Nullable TestJournal node;
    private int offset;

    @Setup
    public void open() {
        TestJournal opened = new TestJournal(database.settings());
        node = opened;
        for (int i = 0; i < ANSWERS; i++) {
            conversations.add("c" + i);
            opened.open("c" + i, "m" + i, "g" + i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ANSWERS)
    public void appendText() {
        Journal journal = Objects.requireNonNull(node).journal();
        List<CompletableFuture<Long>> all = new ArrayList<>(ANSWERS);
        for (int i = 0; i < ANSWERS; i++) {
            Event delta = new Event.Delta("m" + i, offset, WORDS);
            all.add(journal.append(conversations.get(i), List.of(delta), Fence.first("g" + i)));
        }
        offset += WORDS.length();
        all.forEach(CompletableFuture::join);
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(node).close();
    }
}
