package dev.parley.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All answers that are on their way, by number. Thread-safe. */
final class Answers {

    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, Answer> running = new ConcurrentHashMap<>();

    Answer next(int tokens, int perSecond) {
        Answer answer = new Answer(last.incrementAndGet(), tokens, perSecond);
        running.put(answer.number(), answer);
        return answer;
    }

    @Nullable
    Answer find(int number) {
        return running.get(number);
    }

    void forget(Answer answer) {
        running.remove(answer.number());
    }
}
