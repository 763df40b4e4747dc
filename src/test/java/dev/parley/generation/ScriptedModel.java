package dev.parley.generation;

import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelEvent;
import dev.parley.provider.ModelStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model that does what a test tells it: each attempt fails to open, or says events and then ends, fails or hangs. */
final class ScriptedModel implements Opener {

    /** What one attempt does. */
    record Attempt(
            @Nullable RuntimeException refuses,
            List<ModelEvent> says,
            @Nullable RuntimeException breaks,
            boolean hangs) {}

    private final Deque<Attempt> attempts = new ArrayDeque<>();
    final List<String> prefixes = new CopyOnWriteArrayList<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final CountDownLatch hanging = new CountDownLatch(1);

    ScriptedModel refuses(RuntimeException failure) {
        attempts.add(new Attempt(failure, List.of(), null, false));
        return this;
    }

    ScriptedModel says(ModelEvent... events) {
        attempts.add(new Attempt(null, List.of(events), null, false));
        return this;
    }

    ScriptedModel breaks(RuntimeException failure, ModelEvent... before) {
        attempts.add(new Attempt(null, List.of(before), failure, false));
        return this;
    }

    ScriptedModel hangs(ModelEvent... before) {
        attempts.add(new Attempt(null, List.of(before), null, true));
        return this;
    }

    @Override
    public synchronized ModelStream open(ChatRequest request) {
        opened.incrementAndGet();
        prefixes.add(request.prefix());
        Attempt attempt = attempts.remove();
        if (attempt.refuses() != null) {
            throw attempt.refuses();
        }
        return new Stream(attempt);
    }

    private final class Stream implements ModelStream {
        private final Attempt attempt;
        private final Deque<ModelEvent> rest;

        Stream(Attempt attempt) {
            this.attempt = attempt;
            this.rest = new ArrayDeque<>(attempt.says());
        }

        @Override
        public @Nullable ModelEvent next() {
            ModelEvent event = rest.poll();
            if (event == null && attempt.hangs()) {
                hang();
            }
            if (event == null && attempt.breaks() != null) {
                throw attempt.breaks();
            }
            return event;
        }

        private void hang() {
            hanging.countDown();
            try {
                if (!new CountDownLatch(1).await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody interrupted the run");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
