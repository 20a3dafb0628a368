package io.github.loopline.raw;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses in digits, without a checked exception. */
final class Addr {

    private Addr() {}

    static InetAddress of(String digits) {
        try {
            return InetAddress.getByName(digits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(digits, e);
        }
    }

    static byte[] hex(String hex) {
        String digits = hex.replaceAll("\\s", "");
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
