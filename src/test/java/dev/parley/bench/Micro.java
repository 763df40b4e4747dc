package dev.parley.bench;

import java.io.IOException;
import org.openjdk.jmh.Main;

/** The benchmarks of single classes: {@code ./mvnw -Pbench,payara-micro -Dbench.main=dev.parley.bench.Micro}. */
public final class Micro {

    private Micro() {}

    public static void main(String[] arguments) throws IOException {
        Main.main(new String[] {"dev.parley.*Benchmark", "-f", "1", "-wi", "3", "-i", "5", "-w", "2", "-r", "2"});
    }
}
