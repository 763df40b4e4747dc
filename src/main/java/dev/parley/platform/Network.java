package dev.parley.platform;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A range of IP addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}; one address is a range too. Asks no DNS. */
public final class Network {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int LONGEST = 45;
    private static final int SUBSCRIBER_BITS = 64;

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** @throws IllegalArgumentException if it is no such range */
    public static Network of(String text) {
        String[] parts = text.split("/", -1);
        byte[] address = parse(parts[0])
                .map(InetAddress::getAddress)
                .orElseThrow(() -> new IllegalArgumentException("no address: " + text));
        int most = address.length * Byte.SIZE;
        int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
        if (parts.length > 2 || bits < 0 || bits > most) {
            throw new IllegalArgumentException("no range of addresses: " + text);
        }
        return new Network(address, bits);
    }

    /** Those that a key names, with commas between them; faulty ones become faults of the settings. */
    public static List<Network> read(Settings settings, String key) {
        List<Network> networks = new ArrayList<>();
        for (String name : settings.names(key)) {
            try {
                networks.add(of(name));
            } catch (IllegalArgumentException e) {
                settings.fault(key, "must be addresses or ranges such as 10.0.0.0/8 or fd00::/8, has \"" + name + '"');
            }
        }
        return List.copyOf(networks);
    }

    /** The address that is written there, not a name; of an IPv4 address in IPv6's form the IPv4 address. */
    public static Optional<InetAddress> parse(String text) {
        String bare = text.contains("%") ? text.substring(0, text.indexOf('%')) : text;
        boolean literal = IPV4.matcher(bare).matches() || IPV6.matcher(bare).matches();
        if (!literal || bare.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        return bytes.length == address.length && Arrays.equals(masked(bytes, bits), masked(address, bits));
    }

    /**
     * By what an address is limited: an IPv4 address by itself; one of IPv6 by its first 64 bits, because who has one has all
     * that follow. A text that is no address stays what it is.
     */
    public static String subscriber(String address) {
        return parse(address)
                .map(parsed -> parsed instanceof Inet6Address
                        ? address(masked(parsed.getAddress(), SUBSCRIBER_BITS)) + '/' + SUBSCRIBER_BITS
                        : parsed.getHostAddress())
                .orElse(address);
    }

    private static String address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static byte[] masked(byte[] bytes, int bits) {
        byte[] masked = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
            masked[i] = (byte) (bytes[i] & (0xFF << (Byte.SIZE - kept)));
        }
        return masked;
    }
}
