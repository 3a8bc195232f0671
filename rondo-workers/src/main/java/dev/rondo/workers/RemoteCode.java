package dev.rondo.workers;

import dev.rondo.SerializableBody;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Code and what comes of it as bytes, for those who write {@link Workers} on another transport: the
 * caller packs, the other side runs, the caller opens the outcome. Any thread; nothing suspends.
 *
 * {@snippet :
 * SerializableBody<Integer, RuntimeException> code = () -> 6 * 7;
 * byte[] outcome = RemoteCode.run(RemoteCode.pack(code), "over there");
 * IO.println(RemoteCode.open(outcome, code));
 * }
 */
public final class RemoteCode {
    private RemoteCode() {}

    /**
     * Returns code as bytes.
     *
     * @throws UnserializableException if it cannot be sent
     */
    public static byte[] pack(SerializableBody<?, ?> code) {
        return Marshal.packWhole("code", Objects.requireNonNull(code, "code"));
    }

    /**
     * Runs code and returns its outcome as bytes, whatever that is: a result, what it threw, or
     * that either cannot be sent. Its classes are looked up by the context class loader.
     *
     * @param where which place this is, for the stack trace that the caller sees
     */
    public static byte[] run(byte[] code, String where) {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(where, "where");
        Object outcome;
        try {
            Object body =
                    Marshal.unpack("code", parcel(code), Loaders.current(), TypeFilter.with(null));
            Object value = ((SerializableBody<?, ?>) Objects.requireNonNull(body)).run();
            return Marshal.packWhole("result", new Result(value));
        } catch (Throwable e) { // whatever ends the code is its outcome
            outcome = new Failure(e, where);
        }
        return Marshal.packWhole("exception", outcome);
    }

    private record Result(@Nullable Object value) implements java.io.Serializable {}

    private static Parcel parcel(byte[] bytes) {
        return new Parcel(bytes, java.util.List.of());
    }

    /**
     * Returns the result in an outcome. Its classes are looked up by the context class loader and
     * by that of the code.
     *
     * @param code what it is the outcome of
     * @throws Throwable what the code threw, with a {@link RemoteStack} as its last cause
     * @throws UnserializableException if it cannot be built here
     */
    public static @Nullable Object open(byte[] outcome, SerializableBody<?, ?> code)
            throws Throwable {
        Objects.requireNonNull(outcome, "outcome");
        ProgramClasses classes = new ProgramClasses();
        classes.note(Objects.requireNonNull(code, "code"));
        Object content = Marshal.unpack("result", parcel(outcome), classes, TypeFilter.with(null));
        return switch (content) {
            case Result(var value) -> value;
            case Failure failure -> throw failure.thrown();
            case null, default -> throw new UnserializableException("This is no outcome", "", null);
        };
    }
}
