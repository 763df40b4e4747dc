package dev.parley.chat;

import dev.parley.platform.AtOnce;
import dev.parley.platform.Capacity;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The sockets, or the event streams, that one user and one address have open on this node. A socket's place is kept from
 * its handshake on, so that those that come at the same moment are refused there, by an HTTP answer: Payara 6 mixes up
 * requests when a socket is closed while it is being opened. Thread-safe.
 */
final class Places {

    /** A place is kept so long for a handshake whose socket has not come, in milliseconds. */
    static final long KEPT_MILLIS = 20_000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final AtOnce users;
    private final AtOnce addresses;
    private final Set<Place> kept = ConcurrentHashMap.newKeySet();

    private enum State {
        KEPT,
        TAKEN,
        LEFT
    }

    /** What one of them takes up. */
    final class Place {
        private final String user;
        private final String address;
        private final long keptUntil;
        private final AtomicReference<State> state;

        private Place(String user, String address, State state, long keptUntil) {
            this.user = user;
            this.address = address;
            this.state = new AtomicReference<>(state);
            this.keptUntil = keptUntil;
        }

        /** Makes a place that was kept one that is taken; false if it was given back meanwhile. */
        boolean claim() {
            kept.remove(this);
            return state.compareAndSet(State.KEPT, State.TAKEN);
        }

        /** Gives it back unless it was claimed: nobody will come. Idempotent. */
        void abandon() {
            kept.remove(this);
            if (state.compareAndSet(State.KEPT, State.LEFT)) {
                free();
            }
        }

        /** Idempotent. */
        void leave() {
            if (state.getAndSet(State.LEFT) != State.LEFT) {
                free();
            }
        }

        private void free() {
            users.leave(user);
            addresses.leave(address);
        }
    }

    Places(Capacity capacity) {
        users = new AtOnce(capacity.socketsPerUser());
        addresses = new AtOnce(capacity.socketsPerAddress());
    }

    /** @throws ParleyException if there is none for them at this moment */
    void check(String user, String address) {
        if (!users.hasRoom(user) || !addresses.hasRoom(address)) {
            throw full();
        }
    }

    /** @throws ParleyException if there is none for them */
    Place take(String user, String address) {
        return take(user, address, State.TAKEN, 0);
    }

    /**
     * A place for somebody who is on the way: to be claimed within {@link #KEPT_MILLIS}, or abandoned.
     *
     * @throws ParleyException if there is none for them
     */
    Place keep(String user, String address, long nowMillis) {
        Place place = take(user, address, State.KEPT, nowMillis + KEPT_MILLIS);
        kept.add(place);
        return place;
    }

    /** Gives back what was kept in vain; called about once a second. */
    void sweep(long nowMillis) {
        for (Place place : kept) {
            if (nowMillis > place.keptUntil) {
                place.abandon();
            }
        }
    }

    private Place take(String user, String address, State state, long keptUntil) {
        if (!users.enter(user)) {
            throw full();
        }
        if (!addresses.enter(address)) {
            users.leave(user);
            throw full();
        }
        return new Place(user, address, state, keptUntil);
    }

    private static ParleyException full() {
        return new ParleyException(
                ErrorCode.TOO_MANY_SOCKETS, "parley.user.sockets, parley.address.sockets", RETRY_AFTER, null);
    }
}
