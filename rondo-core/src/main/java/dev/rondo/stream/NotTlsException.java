package dev.rondo.stream;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** The peer speaks something else than TLS; the message shows how that begins. */
final class NotTlsException extends SSLException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 40; // bytes

    NotTlsException(ByteBuffer received) {
        super("the peer does not speak TLS: it sent \"" + printable(received) + "\"");
    }

    private static String printable(ByteBuffer received) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SHOWN && received.hasRemaining(); i++) {
            int b = received.get() & 0xff;
            switch (b) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> {
                    if (b >= ' ' && b < 0x7f) {
                        text.append((char) b);
                    } else {
                        text.append(String.format("\\x%02x", b));
                    }
                }
            }
        }
        return text.toString();
    }
}
