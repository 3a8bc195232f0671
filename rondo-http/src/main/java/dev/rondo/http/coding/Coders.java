package dev.rondo.http.coding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The codings whose libraries are on the class path; looked for once, when first asked. */
public final class Coders {
    private Coders() {}

    private static final class Holder {
        static final List<Coder> FOUND = find();

        private static List<Coder> find() {
            List<Coder> found = new ArrayList<>();
            // Not ZstandardCoder::new, which would be linked here, before the try of add().
            add(found, () -> new ZstandardCoder());
            add(found, () -> new BrotliCoder());
            return List.copyOf(found);
        }

        private static void add(List<Coder> found, Supplier<Coder> maker) {
            try {
                found.add(maker.get());
            } catch (LinkageError e) {
                // Its library, or the library's native code for this system, is not there.
            }
        }
    }

    /** Returns those that there are, the one with least work for its size first. */
    public static List<Coder> all() {
        return Holder.FOUND;
    }

    /** Returns the one of a name, if its library is there. */
    public static Optional<Coder> find(String name) {
        return all().stream().filter(coder -> coder.name().equals(name)).findFirst();
    }
}
