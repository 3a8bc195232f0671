package dev.rondo.workers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message between a process and its worker.
 *
 * @param type what it says
 * @param id of the call that it is about, 0 for none
 */
record Frame(Type type, long id, Parcel parcel) {
    /** What is said. Both ends are of one version. */
    enum Type {
        /** From the worker, first: the token as UTF-8. */
        HELLO(1),
        /** To the worker: a body to run. */
        CALL(2),
        /** To the worker: interrupt the call. */
        CANCEL(3),
        /** To the worker: exit when the call that runs is done. */
        END(4),
        /** From the worker: the result of a call. */
        RESULT(5),
        /** From the worker: the {@link Failure} of a call. */
        FAILED(6),
        /** From the worker: bytes of its standard output. */
        OUTPUT(7),
        /** From the worker: it lacks the class of this name. */
        WANTED(8),
        /** To the worker: the class file, empty if it is not there either. */
        CLASS_FILE(9),
        /** Of channels, to the owner: put this item. */
        PUT(10),
        /** Of channels, to the owner: an item is wanted. */
        TAKE(11),
        /** Of channels, to the owner: the item came too late and goes back. */
        BACK(12),
        /** Of channels, to the owner: no more items will be sent, by anybody. */
        SHUT(13),
        /** Of channels, from the owner: done, with the item if one was wanted. */
        DONE(14),
        /** Of channels, from the owner: the channel is closed. */
        CLOSED(15);

        final short code; // on the wire

        Type(int code) {
            this.code = (short) code;
        }

        static @Nullable Type ofCode(short code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            return null;
        }
    }

    Frame(Type type, long id) {
        this(type, id, Parcel.EMPTY);
    }

    static Frame ofBytes(Type type, long id, byte[] bytes) {
        return new Frame(type, id, new Parcel(bytes, List.of()));
    }
}
