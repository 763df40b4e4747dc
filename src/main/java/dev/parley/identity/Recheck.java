package dev.parley.identity;

import dev.parley.protocol.ParleyException;
import java.time.Duration;

/** Asks whoever vouches for a sign-in whether they still do, where somebody else does. */
public interface Recheck {

    /**
     * Does nothing before it is time.
     *
     * @param secret of the sign-in's cookie
     * @return the sign-in and its account as they are now
     * @throws ParleyException if nobody vouches for it any more
     */
    SignIns.Known recheck(SignIns.Known known, String secret);

    /** So long a socket may stay open after its sign-in should have been rechecked, which only a request can do. */
    default Duration patience() {
        return Duration.ofMinutes(15);
    }
}
