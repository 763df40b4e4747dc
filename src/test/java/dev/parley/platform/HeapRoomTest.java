package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapRoomTest {

    private long used;
    private long left;
    private long now = 100_000;
    private int collections;
    private final HeapRoom room = new HeapRoom(() -> used, 1_000, () -> now, () -> {
        collections++;
        used = left;
    });

    private boolean after(long millis) {
        now += millis;
        return room.look();
    }

    @Test
    void aFullHeapOfLivingThingsIsShort() {
        used = 950;
        left = 940;

        assertThat(room.look()).isFalse();
        assertThat(after(4_000)).isFalse();
        assertThat(collections).isZero();
        assertThat(after(1_000)).isTrue();
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void garbageIsNoReason() {
        used = 950;
        left = 300;

        assertThat(after(5_000)).isFalse();
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void aMomentIsNoReason() {
        used = 950;
        assertThat(after(4_000)).isFalse();
        used = 500;
        assertThat(after(1_000)).isFalse();
        used = 950;
        assertThat(after(4_000)).isFalse();
        assertThat(collections).isZero();
    }

    @Test
    void collectsOnceAMinuteAtMost() {
        used = 950;
        left = 300;
        after(5_000);
        used = 950;

        assertThat(after(30_000)).isFalse();
        assertThat(collections).isEqualTo(1);
        assertThat(after(30_000)).isFalse();
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void thereIsRoomAgainOnlyWhenItIsMarkedlyLess() {
        used = 950;
        left = 940;
        after(5_000);

        used = 870;
        assertThat(after(1_000)).isTrue();
        used = 840;
        assertThat(after(1_000)).isFalse();
    }
}
