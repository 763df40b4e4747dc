package dev.parley.provider.demo.talk;

import java.util.List;

/** A number made from texts that stands in for chance: the same texts always choose the same. */
public record Seed(long value) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    public static Seed of(String... texts) {
        long hash = FNV_OFFSET;
        for (String text : texts) {
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * FNV_PRIME;
            }
            hash = (hash ^ 0x1f) * FNV_PRIME;
        }
        return new Seed(mix(hash));
    }

    /** A number from 0 to below the bound, another for each salt. */
    public int below(int bound, long salt) {
        return (int) Math.floorMod(mix(value + salt * 0x9e3779b97f4a7c15L), (long) bound);
    }

    public <T> T pick(List<T> choices) {
        return choices.get(below(choices.size(), 1));
    }

    private static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
