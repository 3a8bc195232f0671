package dev.rondo.http.server;

import dev.rondo.http.Accepts;
import dev.rondo.http.Headers;
import dev.rondo.http.MediaType;
import java.util.List;

/**
 * A file to serve, with its compressed siblings.
 *
 * @param type by its name
 * @param versions the file itself, then the siblings, those first that compress best
 */
record FoundFile(MediaType type, List<FileVersion> versions) {
    FileVersion plain() {
        return versions.getFirst();
    }

    /** Returns whether the answer depends on what the client accepts. */
    boolean varies() {
        return versions.size() > 1;
    }

    /** Returns the version to send; the plain one if the client refuses all. */
    FileVersion best(Headers request) {
        if (!varies()) {
            return plain();
        }
        Accepts accepts = Accepts.encodings(request);
        FileVersion best = plain();
        int quality = accepts.quality("identity");
        for (FileVersion version : versions.subList(1, versions.size())) {
            int its = accepts.quality(version.coding());
            if (its > quality || (its == quality && its > 0 && best == plain())) {
                best = version;
                quality = its;
            }
        }
        return best;
    }
}
