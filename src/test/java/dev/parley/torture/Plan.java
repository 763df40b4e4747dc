package dev.parley.torture;

import dev.parley.support.ServerProcess;
import dev.parley.torture.ByteFault.Direction;
import dev.parley.torture.ByteFault.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Everything that is decided for one conversation before it begins, from its seed alone.
 *
 * @param kill the part of the first answer after which the server is killed, or -1
 */
record Plan(long seed, Set<Disturbance> disturbances, String model, List<Question> questions, double kill) {

    /** The models that the server under test has (see {@link ServerProcess}). */
    static final List<String> MODELS = List.of("native-chat", "native-thinking", "openai-chat", "openai-thinking");

    /** Of so many seeds one kills the server. */
    private static final int KILL_EVERY = 40;

    private static final int KILL_AT = 7;
    private static final int MOST_DISTURBANCES = 6;
    private static final int MOST_DOWN = 60_000;
    private static final int MOST_UP = 2_500;
    private static final int MOST_FRUITLESS = 2;
    private static final long GIVEN_UP_MILLIS = 30_000;

    /** Something that the client does when it has seen a part of the answer, from 0 to 1. */
    record Action(Disturbance what, double at) {}

    record Question(
            int number, String text, Set<Disturbance> disturbances, List<Action> actions, List<Attempt> attempts) {}

    static Plan of(long seed) {
        SplittableRandom random = random(seed, "shape");
        Set<Disturbance> disturbances = EnumSet.noneOf(Disturbance.class);
        int count = 1 + random.nextInt(MOST_DISTURBANCES);
        for (int i = 0; i < count; i++) {
            disturbances.add(Disturbance.values()[random.nextInt(Disturbance.values().length)]);
        }
        String model = MODELS.get(random.nextInt(MODELS.size()));
        int questions = List.of(1, 1, 1, 2, 2, 3).get(random.nextInt(6));
        List<Question> asked = new ArrayList<>();
        for (int number = 0; number < questions; number++) {
            asked.add(question(seed, number, questions, disturbances));
        }
        boolean kills = Math.floorMod(seed, KILL_EVERY) == KILL_AT;
        return new Plan(
                seed, disturbances, model, asked, kills ? random(seed, "kill").nextDouble() : -1);
    }

    /** What is switched off is left out; the rest stays as it was. */
    Plan without(Set<Disturbance> off, boolean kills) {
        Set<Disturbance> left = EnumSet.noneOf(Disturbance.class);
        left.addAll(disturbances);
        left.removeAll(off);
        boolean whole = off.stream().noneMatch(Disturbance::breaksAnswer);
        List<Question> some = questions.stream()
                .map(question -> new Question(
                        question.number(),
                        question.text(),
                        question.disturbances().stream()
                                .filter(left::contains)
                                .collect(() -> EnumSet.noneOf(Disturbance.class), Set::add, Set::addAll),
                        question.actions().stream()
                                .filter(action -> left.contains(action.what()))
                                .toList(),
                        question.attempts().stream()
                                .map(attempt -> whole ? attempt : unbroken(attempt))
                                .toList()))
                .toList();
        return new Plan(seed, left, model, some, kills ? kill : -1);
    }

    private static Attempt unbroken(Attempt attempt) {
        return new Attempt(attempt.status(), attempt.early(), attempt.faults(), null);
    }

    private static Question question(long seed, int number, int of, Set<Disturbance> all) {
        SplittableRandom random = random(seed, "question " + number);
        String text = Prompts.prompt(random, ProviderProxy.marker(seed, number));
        Set<Disturbance> mine = EnumSet.noneOf(Disturbance.class);
        List<Action> actions = new ArrayList<>();
        for (Disturbance disturbance : all) {
            // Each disturbs one question at least, and the others sometimes.
            boolean chosen = random(seed, disturbance.name()).nextInt(of) == number || random.nextInt(3) == 0;
            // Sometimes before anything has come.
            double at = Math.max(0, random.nextDouble() * 1.1 - 0.1);
            if (chosen) {
                mine.add(disturbance);
                if (disturbance.midwayAtClient()) {
                    actions.add(new Action(disturbance, at));
                }
            }
        }
        return new Question(number, text, mine, actions, attempts(random(seed, "provider " + number), mine));
    }

    /**
     * At most two attempts from which nothing arrives: so many the server makes good; and one timeout, as the first. A
     * reset may destroy what was on the way, so that a broken attempt counts as one of these two.
     */
    private static List<Attempt> attempts(SplittableRandom random, Set<Disturbance> mine) {
        List<Attempt> attempts = new ArrayList<>();
        if (mine.contains(Disturbance.PROVIDER_STALL_EARLY)) {
            attempts.add(Attempt.early(
                    new ByteFault(Kind.HALF_OPEN, Direction.DOWN, random.nextInt(400), GIVEN_UP_MILLIS, 0)));
        }
        if (mine.contains(Disturbance.PROVIDER_REFUSAL)) {
            attempts.add(Attempt.refused(List.of(429, 503, 502, 500).get(random.nextInt(4))));
        }
        if (mine.contains(Disturbance.PROVIDER_CUT_EARLY) && attempts.size() < MOST_FRUITLESS) {
            Kind cut = random.nextBoolean() ? Kind.FIN : Kind.RST;
            attempts.add(Attempt.early(new ByteFault(cut, Direction.DOWN, random.nextInt(600), 0, 0)));
        }
        int breaks = mine.stream().anyMatch(Disturbance::breaksAnswer) ? 1 + random.nextInt(2) : 0;
        for (int left = Math.min(breaks, MOST_FRUITLESS - attempts.size()); left >= 0; left--) {
            attempts.add(new Attempt(0, null, lossless(random, mine), left > 0 ? breaking(random, mine) : null));
        }
        return attempts;
    }

    private static List<ByteFault> lossless(SplittableRandom random, Set<Disturbance> mine) {
        List<ByteFault> faults = new ArrayList<>();
        if (mine.contains(Disturbance.PROVIDER_SPLIT)) {
            faults.add(new ByteFault(Kind.SPLIT, Direction.DOWN, offset(random, 20_000), 0, 1 + random.nextInt(7)));
        }
        if (mine.contains(Disturbance.PROVIDER_DELAY)) {
            faults.add(new ByteFault(Kind.DELAY, Direction.DOWN, offset(random, 5_000), 1 + random.nextInt(20), 0));
        }
        if (mine.contains(Disturbance.PROVIDER_PAUSE)) {
            faults.add(new ByteFault(
                    Kind.STALL, Direction.DOWN, offset(random, MOST_DOWN), 200 + random.nextInt(2_000), 0));
        }
        return faults;
    }

    private static ByteFault breaking(SplittableRandom random, Set<Disturbance> mine) {
        long at = offset(random, MOST_DOWN);
        boolean stall = mine.contains(Disturbance.PROVIDER_STALL)
                && (!mine.contains(Disturbance.PROVIDER_CUT) || random.nextBoolean());
        Kind cut = random.nextBoolean() ? Kind.FIN : Kind.RST;
        return stall
                ? new ByteFault(Kind.HALF_OPEN, Direction.DOWN, at, GIVEN_UP_MILLIS, 0)
                : new ByteFault(cut, Direction.DOWN, at, 0, 0);
    }

    /** The faults of a connection between client and server. */
    List<ByteFault> network(String client, int connection) {
        List<Disturbance> kinds =
                disturbances.stream().filter(Disturbance::onNetwork).toList();
        int faulty = kinds.isEmpty() ? 0 : 1 + random(seed, client).nextInt(6);
        if (connection >= faulty) {
            return List.of();
        }
        SplittableRandom random = random(seed, client + ' ' + connection);
        int sure = random.nextInt(kinds.size());
        List<ByteFault> faults = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            ByteFault fault = fault(random, kinds.get(i));
            if (i == sure || random.nextInt(2) == 0) {
                faults.add(fault);
            }
        }
        return faults;
    }

    private static ByteFault fault(SplittableRandom random, Disturbance kind) {
        Direction direction = random.nextInt(10) < 7 ? Direction.DOWN : Direction.UP;
        long at = direction == Direction.DOWN ? offset(random, MOST_DOWN) : random.nextInt(MOST_UP);
        long millis = 300 + random.nextInt(3_500);
        int size = 1 + random.nextInt(7);
        return switch (kind) {
            case CUT -> new ByteFault(Kind.FIN, direction, at, 0, 0);
            case RESET -> new ByteFault(Kind.RST, direction, at, 0, 0);
            case HALF_OPEN -> new ByteFault(Kind.HALF_OPEN, direction, at, millis, 0);
            case STALL -> new ByteFault(Kind.STALL, direction, at, millis, 0);
            case SLOW_READER -> new ByteFault(Kind.SLOW, Direction.DOWN, at, 10, 256 * size);
            case DELAY -> new ByteFault(Kind.DELAY, direction, at / 10, 1 + millis / 150, 0);
            default -> new ByteFault(Kind.SPLIT, direction, at, 0, size);
        };
    }

    /** Small numbers as often as large ones, by their length. */
    private static long offset(SplittableRandom random, int most) {
        return (long) Math.exp(random.nextDouble() * Math.log(most));
    }

    /**
     * One stream of numbers for each purpose, so that a change of one does not change the others. The first generator
     * only mixes: neighbouring seeds must not give shifted copies of one stream.
     */
    static SplittableRandom random(long seed, String purpose) {
        return new SplittableRandom(new SplittableRandom(seed ^ ((long) purpose.hashCode() << 32)).nextLong());
    }
}
