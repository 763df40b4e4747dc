package dev.parley.chat;

import dev.parley.platform.AtOnce;
import dev.parley.platform.Capacity;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The sockets, or the event streams, that one user and one address have open on this node. Thread-safe. */
final class Places {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final AtOnce users;
    private final AtOnce addresses;

    /** What one of them takes up. */
    final class Place {
        private final String user;
        private final String address;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(String user, String address) {
            this.user = user;
            this.address = address;
        }

        /** Idempotent. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                users.leave(user);
                addresses.leave(address);
            }
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
        if (!users.enter(user)) {
            throw full();
        }
        if (!addresses.enter(address)) {
            users.leave(user);
            throw full();
        }
        return new Place(user, address);
    }

    private static ParleyException full() {
        return new ParleyException(
                ErrorCode.TOO_MANY_SOCKETS, "parley.user.sockets, parley.address.sockets", RETRY_AFTER, null);
    }
}
