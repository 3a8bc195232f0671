package dev.rondo.http.server;

import dev.rondo.http.Headers;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How files are served: {@link App#files(String, java.nio.file.Path, FileOptions)} and {@link
 * Response#file(Request, java.nio.file.Path, FileOptions)}. Immutable. What the defaults show is
 * what a visitor of a web site expects: no hidden files, no listings, nothing outside of the folder.
 *
 * {@snippet :
 * app.files(
 *         "/assets",
 *         Path.of("build/assets"),
 *         FileOptions.defaults().withCacheControl("public, max-age=31536000, immutable"));
 * app.files("/", Path.of("."), FileOptions.defaults().withListing(true));
 * }
 */
public final class FileOptions {
    private static final FileOptions DEFAULTS = new FileOptions();

    private String cacheControl = "";
    private String index = "index.html";
    private boolean listing;
    private boolean hidden;
    private boolean outsideLinks;
    private boolean precompressed = true;

    private FileOptions() {}

    private FileOptions with(Consumer<FileOptions> change) {
        FileOptions changed = new FileOptions();
        changed.cacheControl = cacheControl;
        changed.index = index;
        changed.listing = listing;
        changed.hidden = hidden;
        changed.outsideLinks = outsideLinks;
        changed.precompressed = precompressed;
        change.accept(changed);
        return changed;
    }

    /** Returns the defaults. */
    public static FileOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these options with a {@code Cache-Control} field on the answers that carry a file, or
     * say that the client's is still good; none unless set, so clients ask again each time or guess.
     *
     * @param value as {@code public, max-age=3600}; empty for none
     * @throws IllegalArgumentException if it cannot be sent
     */
    public FileOptions withCacheControl(String value) {
        Headers.of("Cache-Control", value); // refuses what cannot be sent
        return with(o -> o.cacheControl = value);
    }

    /**
     * Returns these options with the file that stands for its folder; {@code index.html} unless
     * set.
     *
     * @param name a name alone; empty for none
     * @throws IllegalArgumentException if it is a path
     */
    public FileOptions withIndex(String name) {
        Objects.requireNonNull(name, "name");
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.equals("..")) {
            throw new IllegalArgumentException("The index must be a file's name, not " + name);
        }
        return with(o -> o.index = name);
    }

    /**
     * Returns these options with or without listings: a folder without an index is answered with a
     * page of what is in it. Not unless set: then it is 404. aiohttp: {@code show_index}.
     */
    public FileOptions withListing(boolean listing) {
        return with(o -> o.listing = listing);
    }

    /**
     * Returns these options with or without files and folders whose name begins with a dot, as
     * {@code .git} and {@code .env}. Not unless set: then they are 404.
     */
    public FileOptions withHidden(boolean hidden) {
        return with(o -> o.hidden = hidden);
    }

    /**
     * Returns these options with or without following symbolic links that lead out of the folder.
     * Not unless set: then what is behind them is 404; links that stay inside are followed always.
     * aiohttp: {@code follow_symlinks}.
     */
    public FileOptions withOutsideLinks(boolean follow) {
        return with(o -> o.outsideLinks = follow);
    }

    /**
     * Returns these options with or without compressed siblings: for {@code app.js}, {@code
     * app.js.br}, {@code app.js.zst} or {@code app.js.gz} is sent if it is there and the client
     * accepts it. They are, unless set. Whoever changes the file makes its siblings anew: their age
     * is not looked at.
     */
    public FileOptions withPrecompressed(boolean precompressed) {
        return with(o -> o.precompressed = precompressed);
    }

    Optional<String> cacheControl() {
        return cacheControl.isEmpty() ? Optional.empty() : Optional.of(cacheControl);
    }

    Optional<String> index() {
        return index.isEmpty() ? Optional.empty() : Optional.of(index);
    }

    boolean listing() {
        return listing;
    }

    boolean hidden() {
        return hidden;
    }

    boolean outsideLinks() {
        return outsideLinks;
    }

    boolean precompressed() {
        return precompressed;
    }

    @Override
    public String toString() {
        return "<FileOptions"
                + (cacheControl.isEmpty() ? "" : " \"" + cacheControl + '"')
                + (index.isEmpty() ? "" : " index=" + index)
                + (listing ? " listing" : "")
                + (hidden ? " hidden" : "")
                + (outsideLinks ? " outsideLinks" : "")
                + (precompressed ? " precompressed" : "")
                + ">";
    }
}
