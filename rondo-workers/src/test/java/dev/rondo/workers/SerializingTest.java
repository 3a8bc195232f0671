package dev.rondo.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.SerializableBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes to another process and what does not; all on the same worker. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerializingTest {
    private static final Workers WORKERS =
            Workers.processes(
                    1,
                    WorkerOptions.defaults()
                            .withMaxBytes(4 << 20)
                            .withJvmArguments("-XX:TieredStopAtLevel=1"));

    @AfterAll
    static void end() {
        WORKERS.close();
    }

    private static <T> T call(SerializableBody<T, ?> code) throws Throwable {
        try {
            return WORKERS.start(code).get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static UnserializableException refused(SerializableBody<?, ?> code) {
        UnserializableException refused =
                catchThrowableOfType(UnserializableException.class, () -> call(code));
        assertThat(WORKERS.start(() -> 1).join()).isOne(); // the worker goes on
        return refused;
    }

    private int own() {
        return 1;
    }

    record Order(String name, Object connection) implements Serializable {}

    @Test
    void whatCannotBeSentIsNamedByItsPath() {
        Map<String, List<Order>> orders =
                Map.of("new", List.of(new Order("a", "fine"), new Order("b", new Thread())));

        UnserializableException refused = refused(() -> orders.size());

        assertThat(refused.path()).isEqualTo("code.captured[0][new][1].connection");
        assertThat(refused)
                .hasMessageContaining("java.lang.Thread at code.captured[0][new][1].connection");
    }

    @Test
    void aLambdaThatUsesTheObjectAroundItIsToldWhatToDo() {
        UnserializableException refused = refused(() -> own());

        assertThat(refused.path()).isEqualTo("code.this");
        assertThat(refused).hasMessageContaining("make the method static");
    }

    @Test
    void anUnserialisableResultIsToldAsSuch() {
        UnserializableException refused = refused(() -> List.of(new Object()));

        assertThat(refused.path()).isEqualTo("result[0]");
        assertThat(refused).hasRootCauseInstanceOf(RemoteStack.class);
    }

    @Test
    void whatIsTooLargeOrTooDeepFailsOnlyItsCall() {
        byte[] large = new byte[5 << 20];
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        List<Object> argument = deep;

        assertThat(refused(() -> large.length)).hasMessageContaining("limit is 4194304");
        assertThat(refused(() -> new byte[5 << 20])).hasMessageContaining("limit is 4194304");
        assertThat(refused(() -> argument.size())).hasMessageContaining("nested too deeply");
    }

    record Arrays(byte[] bytes, long[][] longs, double[] doubles, int[] ints, byte[] again)
            implements Serializable {}

    @Test
    void longArraysOfPrimitivesGoBesideAndComeBackAsTheSame() throws Throwable {
        byte[] bytes = new byte[100_001];
        long[] longs = new long[70_003];
        double[] doubles = new double[9_001];
        int[] ints = new int[40_009];
        bytes[100_000] = 1;
        longs[70_002] = Long.MIN_VALUE;
        doubles[9_000] = Math.PI;
        ints[40_008] = -5;
        Arrays sent = new Arrays(bytes, new long[][] {longs, longs}, doubles, ints, bytes);

        Arrays back = call(() -> sent);

        assertThat(Marshal.pack("x", sent).arrays()).hasSize(4);
        assertThat(back.bytes()).isEqualTo(bytes);
        assertThat(back.longs()[1]).isEqualTo(longs);
        assertThat(back.doubles()).isEqualTo(doubles);
        assertThat(back.ints()).isEqualTo(ints);
        assertThat(back.again()).isSameAs(back.bytes());
        assertThat(back.longs()[0]).isSameAs(back.longs()[1]);
    }

    static final class Stubborn extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Object field = new Object(); // not serialisable

        Stubborn() {
            super("I stay here", null);
        }

        @Override
        public String toString() {
            return "Stubborn " + field.getClass();
        }
    }

    @Test
    void anExceptionThatCannotBeSentComesAsTextAndStack() {
        assertThatThrownBy(() ->
                        call(() -> {
                            throw new Stubborn();
                        }))
                .isInstanceOfSatisfying(
                        RemoteFailureException.class,
                        e -> assertThat(e.className()).isEqualTo(Stubborn.class.getName()))
                .hasMessageContaining("I stay here")
                .cause()
                .isInstanceOf(RemoteStack.class)
                .hasMessageContaining("at dev.rondo.workers.SerializingTest");
    }

    /** Throws an exception of a class that exists in the worker alone. */
    static int throwUnknown() throws Exception {
        ClassDesc name = ClassDesc.of("only.There");
        ClassDesc parent = ClassDesc.of("java.lang.RuntimeException");
        byte[] bytes =
                ClassFile.of()
                        .build(
                                name,
                                type ->
                                        type.withSuperclass(parent)
                                                .withMethodBody(
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void,
                                                        ClassFile.ACC_PUBLIC,
                                                        code ->
                                                                code.aload(0)
                                                                        .ldc("from there")
                                                                        .invokespecial(
                                                                                parent,
                                                                                ConstantDescs
                                                                                        .INIT_NAME,
                                                                                MethodTypeDesc.of(
                                                                                        ConstantDescs
                                                                                                .CD_void,
                                                                                        ConstantDescs
                                                                                                .CD_String))
                                                                        .return_()));
        Class<?> type =
                new ClassLoader() {
                    Class<?> define() {
                        return defineClass("only.There", bytes, 0, bytes.length);
                    }
                }.define();
        throw (RuntimeException) type.getConstructor().newInstance();
    }

    @Test
    void anExceptionWhoseClassIsNotHereComesAsTextAndStack() {
        assertThatThrownBy(() -> call(() -> throwUnknown()))
                .isInstanceOfSatisfying(
                        RemoteFailureException.class,
                        e -> assertThat(e.className()).isEqualTo("only.There"))
                .hasMessage("only.There: from there");
    }

    /** Fails or exits where it is built again, or where it is sent from. */
    record Moody(String where) implements Serializable {
        private Object writeReplace() {
            if (where.equals("written")) {
                throw new IllegalStateException("bad mood");
            }
            return new Form(where);
        }

        private record Form(String where) implements Serializable {
            private Object readResolve() {
                if (where.equals("read")) {
                    throw new IllegalStateException("bad mood");
                }
                return new Moody(where);
            }
        }
    }

    @Test
    void whatFailsWhileItIsSentOrBuiltFailsOnlyItsCall() {
        Moody unwritable = new Moody("written");
        Moody unreadable = new Moody("read");

        assertThat(refused(() -> unwritable.where())).hasMessageContaining("bad mood");
        assertThat(refused(() -> unreadable.where())).hasMessageContaining("bad mood");
        assertThat(refused(() -> new Moody("written"))).hasMessageContaining("bad mood");
        assertThat(refused(() -> new Moody("read"))).hasMessageContaining("bad mood");
    }

    @Test
    void proxiesAndGadgetsAreRefused() throws Exception {
        Object proxy =
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Runnable.class},
                        (java.lang.reflect.InvocationHandler & Serializable) (p, m, a) -> null);
        assertThat(refused(() -> proxy.hashCode())).hasMessageContaining("refused");
        // A URL looks its host up when it is hashed, as a key of a map is when it is read.
        Object url = java.net.URI.create("http://example.invalid/").toURL();
        assertThat(refused(() -> url)).hasMessageContaining("refused");
    }

    @Test
    void aFilterOfTheUsersRefusesMore() {
        try (Workers strict =
                Workers.processes(
                        1,
                        WorkerOptions.defaults()
                                .withFilter(
                                        java.io.ObjectInputFilter.Config.createFilter(
                                                "!java.math.*")))) {
            assertThatThrownBy(() -> strict.start(() -> java.math.BigInteger.ONE).join())
                    .hasCauseInstanceOf(UnserializableException.class);
        }
    }

    @Test
    void classesThatOnlyThisProcessHasAreFetched(@TempDir Path folder) throws Throwable {
        Path source = folder.resolve("Fetched.java");
        Files.writeString(
                source,
                """
                public class Fetched implements dev.rondo.SerializableBody<String, Exception> {
                    static class Part { String text = "a part"; }
                    public String run() { return new Part().text + absent(); }
                    static String absent() {
                        try { return Class.forName("no.Such").getName(); }
                        catch (ClassNotFoundException e) { return ", " + e.getMessage(); }
                    }
                }
                """);
        String path = System.getProperty("java.class.path");
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .run(
                                        null,
                                        null,
                                        null,
                                        "-proc:none",
                                        "-cp",
                                        path,
                                        "-d",
                                        folder.toString(),
                                        source.toString()))
                .isZero();
        // As those of programs that are compiled into memory: no URL, and not the context's loader.
        @SuppressWarnings("unchecked")
        SerializableBody<String, Exception> code =
                (SerializableBody<String, Exception>)
                        new MemoryLoader(folder)
                                .loadClass("Fetched")
                                .getConstructor()
                                .newInstance();
        try (Workers workers = Workers.processes(1)) {
            assertThat(workers.start(code).get()).isEqualTo("a part, no.Such");
        }
    }

    private static final class MemoryLoader extends ClassLoader {
        private final Path folder;

        MemoryLoader(Path folder) {
            super(SerializingTest.class.getClassLoader());
            this.folder = folder;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                byte[] bytes = Files.readAllBytes(folder.resolve(name + ".class"));
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            try {
                return Files.newInputStream(folder.resolve(name));
            } catch (IOException e) {
                return super.getResourceAsStream(name);
            }
        }
    }

    @Test
    void framesThatAreNoneAreRefused() throws IOException {
        for (byte[] bytes :
                List.of(
                        "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(),
                        head(99, 0, 0),
                        head(4, -1, 0),
                        head(4, Integer.MAX_VALUE, 0),
                        head(4, 0, -1),
                        head(4, 0, 1))) {
            Wire wire = new Wire(new Bytes(bytes), 1 << 20);
            assertThatThrownBy(wire::read)
                    .isInstanceOfAny(java.net.ProtocolException.class, java.io.EOFException.class);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(out)) {
            stream.writeObject("text");
        }
        byte[] cut = java.util.Arrays.copyOf(out.toByteArray(), 6);
        assertThatThrownBy(() ->
                        Marshal.unpack(
                                "result",
                                new Parcel(cut, List.of()),
                                getClass().getClassLoader(),
                                TypeFilter.with(null)))
                .isInstanceOf(UnserializableException.class);
    }

    private static byte[] head(int type, int graph, int arrays) {
        return java.nio.ByteBuffer.allocate(20)
                .putShort((short) 0x524E)
                .putShort((short) type)
                .putLong(1)
                .putInt(graph)
                .putInt(arrays)
                .array();
    }

    private static final class Bytes implements java.nio.channels.ByteChannel {
        private final ByteArrayInputStream in;

        Bytes(byte[] bytes) {
            in = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read(java.nio.ByteBuffer target) {
            int next = in.read(); // one byte at a time: frames are cut anywhere
            if (next < 0) {
                return -1;
            }
            target.put((byte) next);
            return 1;
        }

        @Override
        public int write(java.nio.ByteBuffer source) {
            throw new AssertionError();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
