package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random messages, against an array stream. */
class ByteWriterModelTest {
    private final ByteWriter writer = new ByteWriter();
    private final ByteArrayOutputStream model = new ByteArrayOutputStream();
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void messagesLeaveAsTheyWerePutTogether(long seed) {
        random = new Random(seed);
        for (int message = 0; message < 1000; message++) {
            for (int i = random.nextInt(20); i > 0; i--) {
                append();
            }
            assertThat(writer.size()).isEqualTo(model.size());
            assertThat(writer.toBytes()).isEqualTo(model.toByteArray());
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (ByteBuffer piece : writer.buffers()) {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes); // as a stream that sends it
                sent.writeBytes(bytes);
            }
            assertThat(sent.toByteArray()).isEqualTo(model.toByteArray());
            writer.clear();
            model.reset();
            if (random.nextInt(50) == 0) {
                writer.trim();
            }
        }
    }

    private void append() {
        switch (random.nextInt(9)) {
            case 0 -> {
                byte[] bytes = bytes();
                writer.put(bytes);
                model.writeBytes(bytes);
            }
            case 1 -> {
                byte[] bytes = bytes();
                writer.put(ByteBuffer.wrap(bytes));
                model.writeBytes(bytes);
            }
            case 2 -> {
                byte[] bytes = bytes();
                writer.reference(bytes);
                model.writeBytes(bytes);
            }
            case 3 -> {
                String text = text(0x80);
                writer.putAscii(text);
                model.writeBytes(text.getBytes(UTF_8));
            }
            case 4 -> {
                String text = text(0x10000);
                writer.putUtf8(text);
                model.writeBytes(text.getBytes(UTF_8));
            }
            case 5 -> {
                long number = random.nextLong() >> random.nextInt(64);
                writer.putDecimal(number);
                model.writeBytes(String.valueOf(number).getBytes(UTF_8));
            }
            case 6 -> {
                long number = random.nextLong() >>> random.nextInt(64);
                writer.putHex(number);
                model.writeBytes(Long.toHexString(number).getBytes(UTF_8));
            }
            case 7 -> {
                long number = random.nextLong();
                writer.putShort((int) number).putInt((int) number).putLong(number);
                ByteBuffer bytes = ByteBuffer.allocate(14);
                bytes.putShort((short) number).putInt((int) number).putLong(number);
                model.writeBytes(bytes.array());
            }
            default -> {
                int value = random.nextInt();
                writer.put(value);
                model.write(value);
            }
        }
    }

    private int length() {
        return random.nextInt(8) == 0 ? random.nextInt(2000) : random.nextInt(30);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[length()];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Text of any characters below a bound, surrogates without order among them. */
    private String text(int bound) {
        StringBuilder text = new StringBuilder();
        int most = random.nextBoolean() ? bound : 0x80;
        for (int i = length(); i > 0; i--) {
            text.append((char) random.nextInt(most));
            if (most > 0x80 && random.nextInt(4) == 0) {
                text.append("\ud83d\ude00");
            }
        }
        return text.toString();
    }
}
