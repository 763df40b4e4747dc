package dev.parley.provider.demo.wire;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Groups a completion's tokens: first the reasoning, then the text. */
public final class Deltas implements Iterator<Delta> {

    private final Completion completion;
    private final Pace pace;
    private int reasoning;
    private int text;
    private int events;

    private Deltas(Completion completion, Pace pace) {
        this.completion = completion;
        this.pace = pace;
    }

    /** Lazy: a group is made when it is asked for. */
    public static Stream<Delta> of(Completion completion, Pace pace) {
        Deltas deltas = new Deltas(completion, pace);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(deltas, Spliterator.ORDERED), false);
    }

    @Override
    public boolean hasNext() {
        return reasoning < completion.reasoning().size()
                || text < completion.text().size();
    }

    @Override
    public Delta next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int wanted = pace.group(events++);
        if (reasoning < completion.reasoning().size()) {
            List<String> group = group(completion.reasoning(), reasoning, wanted);
            reasoning += group.size();
            return new Delta(pause(group.size()), String.join("", group), "", group.size());
        }
        List<String> group = group(completion.text(), text, wanted);
        text += group.size();
        return new Delta(pause(group.size()), "", String.join("", group), group.size());
    }

    private static List<String> group(List<String> tokens, int from, int wanted) {
        return tokens.subList(from, Math.min(tokens.size(), from + wanted));
    }

    private Duration pause(int tokens) {
        return events == 1 ? pace.beforeFirst() : pace.before(tokens);
    }
}
