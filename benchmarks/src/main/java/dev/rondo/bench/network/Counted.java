package dev.rondo.bench.network;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;

/**
 * Runs another program and tells how much it allocates: it answers a line {@code allocated} on the
 * input with the bytes that all threads have allocated so far, a line {@code heap} with those in
 * use after a collection, and hands on all other lines.
 *
 * <p>Arguments: the program's class, then its own. The count is the JVM's, kept anyway, so it costs
 * nothing between two questions. It stands apart from the servers, so that it also counts those of
 * another checkout, which may not know the question.
 */
public final class Counted {
    private Counted() {}

    /** Runs the program. */
    public static void main(String[] arguments) throws Throwable {
        System.setIn(new Questions(System.in));
        String[] own = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) own);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static long allocatedBytes() {
        return ManagementFactory.getPlatformMXBean(ThreadMXBean.class)
                .getTotalThreadAllocatedBytes();
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The input without the lines that are answered here. */
    private static final class Questions extends InputStream {
        private final BufferedReader lines;
        private byte[] line = {};
        private int position;

        Questions(InputStream input) {
            lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.US_ASCII));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (position == line.length) {
                String next = lines.readLine();
                if (next == null) {
                    return -1;
                }
                if (next.equals("allocated")) {
                    IO.println(allocatedBytes());
                } else if (next.equals("heap")) {
                    IO.println(heapBytes());
                } else {
                    line = (next + "\n").getBytes(StandardCharsets.US_ASCII);
                    position = 0;
                }
            }
            int count = Math.min(length, line.length - position);
            System.arraycopy(line, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
