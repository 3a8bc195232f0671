package dev.rondo.workers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs objects into parcels and unpacks them, by java.io serialization: what Java's own classes,
 * records and lambdas support without a word. Rejected: Kryo, JSON and the like; no lambdas, or a
 * dependency and a registry of classes.
 */
final class Marshal {
    /** Shorter arrays stay in the graph. */
    static final int BESIDE_BYTES = 64 << 10;

    private Marshal() {}

    /**
     * Packs an object.
     *
     * @param what how the object is called in a message: code, result
     * @throws UnserializableException if a part of it is not serialisable
     */
    static Parcel pack(String what, @Nullable Object object) {
        return pack(what, object, BESIDE_BYTES);
    }

    /** Packs an object whole, with no arrays beside it. */
    static byte[] packWhole(String what, @Nullable Object object) {
        return pack(what, object, Long.MAX_VALUE).graph();
    }

    private static Parcel pack(String what, @Nullable Object object, long besideBytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        List<Object> arrays = new ArrayList<>();
        try (Writer out = new Writer(bytes, arrays, besideBytes)) {
            out.writeObject(object);
        } catch (NotSerializableException e) {
            throw FieldPath.refusal(what, object, e);
        } catch (IOException | RuntimeException e) { // of a writeObject of the user's
            throw new UnserializableException("The " + what + " cannot be serialised: " + e, "", e);
        } catch (StackOverflowError e) {
            throw new UnserializableException(
                    "The "
                            + what
                            + " is nested too deeply to be serialised\n"
                            + "Send a list instead of a chain of objects",
                    "",
                    e);
        }
        return new Parcel(bytes.toByteArray(), arrays);
    }

    /**
     * Unpacks an object.
     *
     * @throws UnserializableException if a class is not there, or the filter refuses it
     */
    static @Nullable Object unpack(
            String what, Parcel parcel, ClassLoader loader, ObjectInputFilter filter) {
        try (Reader in = new Reader(parcel, loader, filter)) {
            return in.readObject();
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new UnserializableException(
                    "The " + what + " has a class that is not there: " + e.getMessage(), "", e);
        } catch (InvalidClassException e) {
            throw new UnserializableException(
                    "The "
                            + what
                            + " was refused: "
                            + (e.getMessage() != null && e.getMessage().contains("REJECTED")
                                    ? "the filter does not let its class or its size in"
                                    : e.getMessage()),
                    "",
                    e);
        } catch (IOException | RuntimeException e) { // of a readObject of the user's
            throw new UnserializableException(
                    "The " + what + " cannot be built again: " + e, "", e);
        } catch (StackOverflowError e) {
            throw new UnserializableException(
                    "The " + what + " is nested too deeply to be built again", "", e);
        }
    }

    /** Stands in the graph for an array that travels beside it. */
    private record Beside(int place) implements Serializable {}

    private static final class Writer extends ObjectOutputStream {
        private final List<Object> arrays;
        private final long besideBytes;

        Writer(ByteArrayOutputStream bytes, List<Object> arrays, long besideBytes)
                throws IOException {
            super(bytes);
            this.arrays = arrays;
            this.besideBytes = besideBytes;
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) {
            if (object == null || !object.getClass().isArray()) {
                return object;
            }
            ArrayKind kind = ArrayKind.ofOrNull(object);
            if (kind == null || kind.bytes(Array.getLength(object)) < besideBytes) {
                return object;
            }
            arrays.add(object); // once: the stream remembers what it was replaced by
            return new Beside(arrays.size() - 1);
        }
    }

    /** Reads a parcel; the class loader is for objects that read others of their own. */
    static final class Reader extends ObjectInputStream {
        private final List<Object> arrays;
        final ClassLoader loader;
        final ObjectInputFilter filter;

        Reader(Parcel parcel, ClassLoader loader, ObjectInputFilter filter) throws IOException {
            super(new ByteArrayInputStream(parcel.graph()));
            this.arrays = parcel.arrays();
            this.loader = loader;
            this.filter = filter;
            enableResolveObject(true);
            setObjectInputFilter(filter);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description)
                throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // primitives
            }
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new InvalidClassException(
                    "dynamic proxy", "REJECTED: " + String.join(", ", interfaces));
        }

        @Override
        protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
            if (!(object instanceof Beside beside)) {
                return object;
            }
            if (beside.place() < 0 || beside.place() >= arrays.size()) {
                throw new InvalidClassException("an array that did not come along");
            }
            return arrays.get(beside.place());
        }
    }
}
