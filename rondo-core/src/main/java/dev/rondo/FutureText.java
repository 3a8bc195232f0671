package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A future as text. Results and waits may go round in circles, so those inside appear in short. */
final class FutureText {
    // Whether the calling thread is inside the text of a future; others then appear in short.
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private FutureText() {}

    static String of(Future<?> future) {
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
                    + callbacks(future.firstCompletion())
                    + (created == null ? "" : " created at " + created.site())
                    + ">";
        } finally {
            INSIDE.remove();
        }
    }

    /** Names the first and the last of the user's callbacks, as asyncio does. */
    private static String callbacks(@Nullable Completion first) {
        List<String> names = new ArrayList<>();
        int count = 0;
        for (Completion l = first; l != null; l = l.next) {
            if (l instanceof Completion.Callback callback) {
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
}
