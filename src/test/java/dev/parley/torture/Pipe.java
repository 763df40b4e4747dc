package dev.parley.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Carries bytes in one direction of a link, and does the faults of that direction at their bytes. */
final class Pipe implements Runnable {

    private static final int BUFFER = 8 * 1024;
    private static final int SPLIT_BYTES = 3_000;
    private static final int SLOW_BYTES = 20_000;
    private static final int DELAYED_READS = 150;
    private static final int SMALL_READ = 512;
    private static final String DATA = "data:";
    private static final int EVENTS_BEFORE_BREAK = 4;

    private final Link link;
    private final Socket from;
    private final Socket to;
    private final List<ByteFault> faults;
    private final boolean endTogether;
    private final Consumer<ByteFault> told;
    private long position;
    private int next;
    private int pieceSize;
    private long pieceBytes;
    private long pieceMillis;
    private long delayMillis;
    private int delayedReads;
    private ByteFault breaking;
    private int matched;
    private int events;

    /**
     * @param endTogether whether the end of this direction ends the link, else only this direction
     * @param told hears of each fault that is done
     */
    Pipe(Link link, boolean up, List<ByteFault> all, boolean endTogether, Consumer<ByteFault> told) {
        this.link = link;
        this.from = up ? link.near() : link.far();
        this.to = up ? link.far() : link.near();
        ByteFault.Direction direction = up ? ByteFault.Direction.UP : ByteFault.Direction.DOWN;
        this.faults = all.stream()
                .filter(fault -> fault.direction() == direction)
                .sorted(Comparator.comparingLong(ByteFault::at))
                .collect(Collectors.toCollection(ArrayList::new));
        this.endTogether = endTogether;
        this.told = told;
    }

    /** A further fault, whose place is counted from the beginning of the fourth event: then text has been shown. */
    void breakWith(ByteFault fault) {
        breaking = fault;
    }

    @Override
    public void run() {
        try {
            carry(from.getInputStream(), to.getOutputStream());
            if (endTogether) {
                link.end(false);
            } else if (!link.hasEnded()) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            link.end(true);
        }
    }

    private void carry(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        faultsDue();
        while (!link.hasEnded()) {
            int count = in.read(buffer, 0, pieceMillis > 0 ? SMALL_READ : BUFFER);
            if (count < 0) {
                return;
            }
            pass(out, buffer, count);
            if (delayedReads > 0) {
                delayedReads--;
                link.endsWithin(delayMillis);
            }
        }
    }

    private void pass(OutputStream out, byte[] buffer, int count) throws IOException {
        if (breaking != null) {
            lookForText(buffer, count);
        }
        int at = 0;
        while (at < count && !link.hasEnded()) {
            faultsDue();
            if (link.hasEnded()) {
                return;
            }
            long most = next < faults.size() ? faults.get(next).at() - position : Integer.MAX_VALUE;
            if (pieceBytes > 0) {
                most = Math.min(most, pieceSize);
            }
            int length = (int) Math.min(count - at, most);
            out.write(buffer, at, length);
            out.flush();
            at += length;
            position += length;
            pause(length);
        }
        faultsDue();
    }

    private void lookForText(byte[] buffer, int count) {
        for (int i = 0; i < count && breaking != null; i++) {
            matched = buffer[i] == DATA.charAt(matched) ? matched + 1 : buffer[i] == DATA.charAt(0) ? 1 : 0;
            if (matched == DATA.length()) {
                matched = 0;
                events++;
            }
            if (events == EVENTS_BEFORE_BREAK) {
                long at = position + i + breaking.at();
                faults.add(new ByteFault(breaking.kind(), breaking.direction(), at, breaking.millis(), 0));
                faults.subList(next, faults.size()).sort(Comparator.comparingLong(ByteFault::at));
                breaking = null;
            }
        }
    }

    private void pause(int length) {
        if (pieceBytes <= 0) {
            return;
        }
        pieceBytes -= length;
        if (pieceMillis > 0) {
            link.endsWithin(pieceMillis);
        } else if (position % 16 == 0) {
            // Else the system joins the pieces again.
            link.endsWithin(1);
        }
        if (pieceBytes <= 0) {
            pieceMillis = 0;
        }
    }

    private void faultsDue() throws IOException {
        while (next < faults.size() && faults.get(next).at() <= position && !link.hasEnded()) {
            ByteFault fault = faults.get(next++);
            told.accept(fault);
            begin(fault);
        }
    }

    private void begin(ByteFault fault) throws IOException {
        switch (fault.kind()) {
            case FIN -> link.end(false);
            case RST -> link.end(true);
            case HALF_OPEN -> {
                swallow(fault.millis());
                link.end(true);
            }
            case STALL -> link.endsWithin(fault.millis());
            case SLOW -> {
                pieceSize = fault.size();
                pieceBytes = SLOW_BYTES;
                pieceMillis = fault.millis();
            }
            case DELAY -> {
                delayMillis = fault.millis();
                delayedReads = DELAYED_READS;
            }
            case SPLIT -> {
                pieceSize = fault.size();
                pieceBytes = SPLIT_BYTES;
                pieceMillis = 0;
            }
        }
    }

    private void swallow(long millis) throws IOException {
        long until = System.nanoTime() + millis * 1_000_000;
        byte[] lost = new byte[BUFFER];
        while (!link.hasEnded()) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            from.setSoTimeout((int) left);
            try {
                if (from.getInputStream().read(lost) < 0) {
                    // The end is lost, too.
                    link.endsWithin(left);
                    return;
                }
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }
}
