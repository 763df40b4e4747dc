package dev.parley.torture;

import java.util.List;

/**
 * What happens to one request to the provider.
 *
 * @param status an HTTP error that the proxy answers itself, or 0
 * @param early a fault that happens before the end of the first line of data at the latest, or null
 * @param faults of the response's bytes, without loss
 * @param breaking a fault that ends the answer in the middle, at a byte counted from the place after which text has
 *     been shown for certain; or null
 */
record Attempt(int status, ByteFault early, List<ByteFault> faults, ByteFault breaking) {

    static final Attempt UNDISTURBED = new Attempt(0, null, List.of(), null);

    static Attempt refused(int status) {
        return new Attempt(status, null, List.of(), null);
    }

    static Attempt early(ByteFault fault) {
        return new Attempt(0, fault, List.of(), null);
    }

    /** Nothing of the answer arrives: it must be asked for again. */
    boolean fruitless() {
        return status != 0 || early != null;
    }
}
