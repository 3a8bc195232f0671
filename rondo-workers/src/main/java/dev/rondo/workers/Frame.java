package dev.rondo.workers;

/**
 * One message between a process and its worker.
 *
 * @param type what it says
 * @param id of the call that it is about, 0 for none
 */
record Frame(Type type, long id, Parcel parcel) {
    /** What is said. The order is the number on the wire; both ends are of one version. */
    enum Type {
        /** From the worker, first: the token as UTF-8. */
        HELLO,
        /** To the worker: a body to run. */
        CALL,
        /** To the worker: interrupt the call. */
        CANCEL,
        /** To the worker: exit when the call that runs is done. */
        END,
        /** From the worker: the result of a call. */
        RESULT,
        /** From the worker: the {@link Failure} of a call. */
        FAILED,
        /** From the worker: bytes of its standard output. */
        OUTPUT,
        /** From the worker: it lacks the class of this name. */
        WANTED,
        /** To the worker: the class file, empty if it is not there either. */
        CLASS_FILE,
        /** Of channels, to the owner: put this item. */
        PUT,
        /** Of channels, to the owner: an item is wanted. */
        TAKE,
        /** Of channels, to the owner: the item came too late and goes back. */
        BACK,
        /** Of channels, to the owner: no more items will be sent, by anybody. */
        SHUT,
        /** Of channels, from the owner: done, with the item if one was wanted. */
        DONE,
        /** Of channels, from the owner: the channel is closed. */
        CLOSED
    }

    Frame(Type type, long id) {
        this(type, id, Parcel.EMPTY);
    }

    static Frame ofBytes(Type type, long id, byte[] bytes) {
        return new Frame(type, id, new Parcel(bytes, java.util.List.of()));
    }
}
