package dev.parley.provider.demo.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stands behind a fault's name: a number, alone or named by one letter ({@code 2}, {@code n=2}, {@code N=2}), {@code
 * key=value} pairs, and single words.
 */
public record Arguments(List<Double> numbers, Map<String, String> named, Set<String> words) {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,6})?");

    public static Arguments of(String text) {
        List<Double> numbers = new ArrayList<>();
        Map<String, String> named = new HashMap<>();
        Set<String> words = new HashSet<>();
        for (String word : text.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            String number = equals == 1 ? word.substring(2) : word;
            if (NUMBER.matcher(number).matches()) {
                numbers.add(Double.valueOf(number));
            } else if (equals > 0) {
                named.put(word.substring(0, equals), word.substring(equals + 1));
            } else {
                words.add(word);
            }
        }
        return new Arguments(List.copyOf(numbers), Map.copyOf(named), Set.copyOf(words));
    }

    public boolean has(String word) {
        return words.contains(word);
    }

    String named(String key, String absent) {
        return named.getOrDefault(key, absent);
    }

    int named(String key, int absent) {
        String value = named(key, "");
        return NUMBER.matcher(value).matches() ? (int) Double.parseDouble(value) : absent;
    }

    int count(int absent) {
        return (int) number(absent);
    }

    Duration seconds(double absent) {
        return Duration.ofMillis((long) (1000 * number(absent)));
    }

    double number(double absent) {
        return numbers.isEmpty() ? absent : numbers.get(0);
    }
}
