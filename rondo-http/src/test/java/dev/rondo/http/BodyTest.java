package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.test.InLoop;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of a body, whichever side has received it. */
@InLoop
class BodyTest {
    /** A body of some bytes, which come so many at a time. */
    private static final class Given extends Body {
        final ByteBuffer left;
        final int step;
        final boolean tellsLength;
        int largest; // buffer that was read into
        @Nullable RuntimeException atEnd;
        @Nullable Runnable before; // each read

        Given(String type, byte[] bytes, int step, boolean tellsLength, long limit) {
            super(Headers.of("Content-Type", type), Json.standard(), limit);
            this.left = ByteBuffer.wrap(bytes);
            this.step = step;
            this.tellsLength = tellsLength;
        }

        @Override
        protected int readSome(ByteBuffer target) {
            if (before != null) {
                before.run();
            }
            largest = Math.max(largest, target.remaining());
            if (!left.hasRemaining()) {
                if (atEnd != null) {
                    throw atEnd;
                }
                return -1;
            }
            int count = Math.min(step, Math.min(left.remaining(), target.remaining()));
            target.put(left.slice(left.position(), count));
            left.position(left.position() + count);
            return count;
        }

        @Override
        protected RuntimeException tooLarge(long limit) {
            return new HttpException(413);
        }

        @Override
        protected RuntimeException malformed(String message, @Nullable Throwable cause) {
            HttpException failure = new HttpException(400, message);
            failure.initCause(cause);
            return failure;
        }

        @Override
        public OptionalLong length() {
            return tellsLength ? OptionalLong.of(left.limit()) : OptionalLong.empty();
        }

        @Override
        public Headers trailers() {
            return Headers.none();
        }
    }

    private static Given of(String type, String text) {
        return new Given(type, text.getBytes(StandardCharsets.UTF_8), 7, false, 1 << 20);
    }

    record User(int id, String name, List<String> tags) {}

    // ---- Whole

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 1_000_000})
    void isTakenWholeUpToItsLimitWhateverIsToldOfItsLength(int size) {
        byte[] bytes = new byte[size];
        new java.util.SplittableRandom(size).nextBytes(bytes);
        for (boolean tells : new boolean[] {true, false}) {
            for (long limit : new long[] {size, size + 1, Integer.MAX_VALUE, Long.MAX_VALUE}) {
                Given body = new Given("a/b", bytes, 5000, tells, limit);
                assertThat(body.bytes()).isEqualTo(bytes);
                assertThat(body.bytes()).isSameAs(body.bytes());
            }
            if (size > 0) {
                Given body = new Given("a/b", bytes, 5000, tells, size - 1);
                assertThatThrownBy(body::bytes).isInstanceOf(HttpException.class);
                assertThatThrownBy(body::bytes).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void whatIsOnlyAnnouncedCostsLittleMemory() {
        Given body = new Given("a/b", new byte[0], 1, true, Long.MAX_VALUE);
        assertThat(body.bytes()).isEmpty();
        Given large = new Given("a/b", new byte[3_000_000], 1 << 20, true, Long.MAX_VALUE);
        large.before = () -> assertThat(large.largest).isLessThanOrEqualTo(2_000_000);
        assertThat(large.bytes()).hasSize(3_000_000);
    }

    @Test
    void isWholeOrPassingAndNotBoth() {
        Given whole = of("text/plain", "hello");
        assertThat(whole.text()).isEqualTo("hello");
        assertThatThrownBy(() -> whole.read(ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bytes()");
        whole.skip();
        assertThat(whole.text()).isEqualTo("hello");

        Given passing = of("text/plain", "hello");
        assertThat(passing.read(ByteBuffer.allocate(2))).isEqualTo(2);
        assertThatThrownBy(passing::bytes).isInstanceOf(IllegalStateException.class);
        passing.skip();
        assertThat(passing.read(ByteBuffer.allocate(2))).isEqualTo(-1);
        assertThat(passing.read(ByteBuffer.allocate(0))).isZero();
    }

    @Test
    void isTextOfItsCharset() {
        assertThat(of("text/plain", "ä").text()).isEqualTo("ä");
        byte[] latin = {(byte) 0xe4};
        assertThat(new Given("text/plain; charset=iso-8859-1", latin, 1, true, 9).text())
                .isEqualTo("ä");
        assertThatThrownBy(() -> new Given("text/plain", latin, 1, true, 9).text())
                .isInstanceOf(HttpException.class);
        assertThatThrownBy(() -> of("text/plain; charset=none", "a").text())
                .isInstanceOf(HttpException.class)
                .hasMessageContaining("charset");
    }

    // ---- JSON

    @Test
    void isReadAsJsonAndWhatIsNotIsThePeersFault() {
        String user = "{\"id\":1,\"name\":\"Ada\",\"tags\":[\"a\"]}";
        assertThat(of("application/json", user).json(User.class))
                .isEqualTo(new User(1, "Ada", List.of("a")));
        for (String bad : List.of("", "{", "[]", "null", "7", "{\"id\":\"x\"}", "[".repeat(9999))) {
            assertThatThrownBy(() -> of("application/json", bad).json(User.class))
                    .isInstanceOf(HttpException.class);
        }
    }

    interface Nothing {
        int of(int value);
    }

    @Test
    void aClassThatIsNoGoodForJsonIsTheProgramsFault() {
        assertThatThrownBy(() -> of("application/json", "{}").json(Nothing.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nothing");
    }

    @Test
    void theElementsOfAnArrayAreReadWhileTheyCome() {
        String element = "{\"id\":%d,\"name\":\"%s\",\"tags\":[]}";
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < 2000; i++) {
            text.append(i == 0 ? "" : ",").append(element.formatted(i, "x".repeat(100)));
        }
        Given body = of("application/json", text.append("]").toString());
        Iterator<User> users = body.jsonArray(User.class);
        assertThat(users.next().id()).isZero();
        assertThat(body.left.remaining()).isGreaterThan(200_000);
        int count = 1;
        while (users.hasNext()) {
            assertThat(users.next().id()).isEqualTo(count++);
        }
        assertThat(count).isEqualTo(2000);
    }

    @Test
    void aFailureOfTheBodyInAnElementIsThatFailureAndNotBadJson() {
        Given body = of("application/json", "[{\"id\":1,\"name\":\"Ada\",\"tags\":[\"a");
        HttpException cut = new HttpException(408);
        body.atEnd = cut;
        Iterator<User> users = body.jsonArray(User.class);
        assertThatThrownBy(users::next).isSameAs(cut);
    }

    @Test
    void anArrayThatIsNoneIsThePeersFault() {
        for (String bad : List.of("[{\"id\":\"x\"}]", "[1", "[{]", "{\"id\":{}}")) {
            assertThatThrownBy(
                            () -> {
                                Iterator<User> users =
                                        of("application/json", bad).jsonArray(User.class);
                                while (users.hasNext()) {
                                    users.next();
                                }
                            })
                    .isInstanceOf(HttpException.class);
        }
    }

    // ---- Piece by piece

    @Test
    void linesEndWithEitherEndAndTheLastWithout() {
        List<String> lines = new ArrayList<>();
        of("text/plain", "a\r\nbä\n\n\rc\r").lines().forEach(lines::add);
        assertThat(lines).containsExactly("a", "bä", "", "\rc\r");
        assertThat(of("text/plain", "").lines()).isEmpty();
        assertThat(of("text/plain", "\n").lines()).containsExactly("");
    }

    @Test
    void aLineThatIsTooLongIsRefused() {
        Given body = new Given("text/plain", new byte[200_000], 4096, false, 10);
        assertThatThrownBy(() -> body.lines().forEach(_ -> {})).isInstanceOf(HttpException.class);
        assertThat(body.left.remaining()).isGreaterThan(100_000);
    }

    @Test
    void isAnInputStream() throws Exception {
        InputStream in = of("text/plain", "hello\u00ff").inputStream();
        assertThat(in.read()).isEqualTo('h');
        assertThat(in.read(new byte[0])).isZero();
        in.close();
        assertThat(in.readAllBytes()).hasSize(6);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void aCancelledReadLosesNoByte() {
        Given body = of("text/plain", "hello world, and more\nof it");
        body.before = () -> Rondo.sleep(1);
        List<String> lines = new ArrayList<>();
        Iterator<String> iterator = body.lines().iterator();
        for (int i = 0; i < 20; i++) {
            Task<?> task =
                    Rondo.createTask(() -> {
                        while (iterator.hasNext()) {
                            lines.add(iterator.next());
                        }
                    });
            Rondo.sleep(java.time.Duration.ofMillis(500 + 1000L * (i % 2)));
            task.cancel();
            try {
                task.await();
            } catch (CancelledError e) {
                // goes on where it was
            }
        }
        assertThat(lines).containsExactly("hello world, and more", "of it");
    }

    @Test
    void isSavedToAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "x".repeat(10_000));
        byte[] bytes = new byte[600_000];
        bytes[599_999] = 1;
        assertThat(new Given("a/b", bytes, 50_000, false, 10).saveTo(file)).isEqualTo(600_000);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(new Given("a/b", new byte[0], 1, false, 10).saveTo(file)).isZero();
        assertThat(Files.size(file)).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsAFailure() {
        assertThatThrownBy(() -> of("a/b", "hello").saveTo(Path.of("/dev/full")))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> of("a/b", "hello").saveTo(Path.of("/none/at/all")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aLimitIsNotNegative() {
        assertThatThrownBy(() -> of("a/b", "").limit(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(of("a/b", "").limit(0).bytes()).isEmpty();
        assertThatThrownBy(() -> of("a/b", "x").limit(0).bytes()).isInstanceOf(HttpException.class);
    }

    // ---- Forms

    private static final String FORM =
            "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nhello\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a/x.txt\"\r\n"
                    + "Content-Type: text/plain\r\n\r\n%s\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"g\"; filename=\"y\"\r\n\r\n"
                    + "second\r\n--b--\r\n";

    private static Given form(String file) {
        return of("multipart/form-data; boundary=b", FORM.formatted(file));
    }

    private static List<Path> uploads() throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rondo-upload"))
                    .filter(file -> owned(file))
                    .sorted()
                    .toList();
        }
    }

    /** Of this test, not of another program: its content says so, or it is empty. */
    private static boolean owned(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.startsWith("of BodyTest") || text.equals("second");
        } catch (java.io.IOException e) {
            return false; // gone
        }
    }

    @Test
    void aFormsFilesAreThereUntilItIsClosed() throws Exception {
        try (FormData form = form("of BodyTest").formData()) {
            assertThat(form.fields().get("title")).isEqualTo("hello");
            FormData.Upload upload = form.file("f").orElseThrow();
            assertThat(upload.size()).isEqualTo(11);
            assertThat(upload.fileName()).isEqualTo("a/x.txt");
            assertThat(upload.safeFileName()).contains("x.txt");
            assertThat(Files.readString(upload.file())).isEqualTo("of BodyTest");
            assertThat(form.files()).hasSize(2);
            Files.delete(form.files().get(1).file()); // moved away, say
        }
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aFormThatFailsLeavesNoFile() throws Exception {
        Given cut = form("of BodyTest");
        cut.left.limit(cut.left.limit() - 12);
        assertThatThrownBy(cut::formData).isInstanceOf(HttpException.class);
        Given large = form("of BodyTest" + "x".repeat(100_000));
        large.limit(50_000);
        assertThatThrownBy(large::formData)
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(413));
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aFormThatIsCancelledAtAnyReadLeavesNoFile() throws Exception {
        for (int reads = 0; reads < 60; reads += 3) {
            Given body = form("of BodyTest");
            int[] left = {reads};
            Task<FormData> task =
                    Rondo.createTask(() -> {
                        Task<?> me = Rondo.currentTask().orElseThrow();
                        body.before =
                                () -> {
                                    if (left[0]-- == 0) {
                                        me.cancel();
                                    }
                                };
                        return body.formData();
                    });
            try {
                task.await().close();
            } catch (CancelledError e) {
                // as it should be
            }
        }
        assertThat(uploads()).isEmpty();
    }

    @Test
    void partsAreReadInTheirOrderOrDropped() {
        List<String> names = new ArrayList<>();
        Part[] first = new Part[1];
        for (Part part : form("x").multipart()) {
            names.add(part.name().orElseThrow());
            if (first[0] == null) {
                first[0] = part;
            }
        }
        assertThat(names).containsExactly("title", "f", "g");
        assertThatThrownBy(() -> first[0].body().text())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("next part");
        Multipart parts = form("x").multipart();
        parts.iterator();
        assertThatThrownBy(parts::iterator).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void partsThatAreTakenWholeCountTogether() {
        Given body = form("x".repeat(5000));
        body.limit(5005);
        List<Integer> sizes = new ArrayList<>();
        assertThatThrownBy(
                        () -> {
                            for (Part part : body.multipart()) {
                                sizes.add(part.body().bytes().length);
                                part.body().bytes(); // again: the same
                            }
                        })
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(413));
        assertThat(sizes).containsExactly(5, 5000);
    }
}
