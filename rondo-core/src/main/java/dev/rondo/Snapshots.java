package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts and states for messages and snapshots. */
final class Snapshots {
    private static final int LONGEST_TEXT =
            120; // characters; a message shows what it is about, not all of it

    private Snapshots() {}

    // Whether the calling thread is inside the text of a future; others then appear in short.
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    static String future(Future<?> future) {
        String start = "<" + future.kind() + " ";
        if (INSIDE.get() != null) {
            return start + future.outcomeText(true) + future.shortDetails() + ">";
        }
        INSIDE.set(true);
        try {
            CreationTrace created = future.created();
            return start
                    + future.outcomeText(false)
                    + future.details()
                    + callbacks(future.firstListener())
                    + (created == null ? "" : " created at " + created.site())
                    + ">";
        } finally {
            INSIDE.remove();
        }
    }

    /** Names the first and the last of the user's callbacks, as asyncio does. */
    private static String callbacks(@Nullable Listener first) {
        List<String> names = new ArrayList<>();
        int count = 0;
        for (Listener l = first; l != null; l = l.next) {
            if (l instanceof Listener.Callback callback) {
                count++;
                if (names.size() == 2) {
                    names.removeLast();
                }
                names.add(BodyName.of(callback.key));
            }
        }
        if (count > 2) {
            names.add(1, "<" + (count - 2) + " more>");
        }
        return names.isEmpty() ? "" : " cb=" + names;
    }

    static String shortText(@Nullable Object value) {
        String text;
        try {
            text = String.valueOf(value);
        } catch (RuntimeException | Error e) { // a user's toString must not spoil a message
            text =
                    value == null
                            ? "null"
                            : value.getClass().getName() + " (its toString failed: " + e + ")";
        }
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }

    static TaskSnapshot.State stateOf(Task<?> task) {
        return switch (task.state()) {
            case SUCCESS -> TaskSnapshot.State.FINISHED;
            case FAILED -> TaskSnapshot.State.FAILED;
            case CANCELLED -> TaskSnapshot.State.CANCELLED;
            case RUNNING ->
                    switch (task.strand().state()) {
                        case READY -> TaskSnapshot.State.READY;
                        case RUNNING, ENDED -> TaskSnapshot.State.RUNNING;
                        case SUSPENDED -> TaskSnapshot.State.WAITING;
                    };
        };
    }
}
