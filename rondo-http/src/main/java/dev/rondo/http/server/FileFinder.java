package dev.rondo.http.server;

import dev.rondo.http.MediaType;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a path of a request names in a folder. All of it blocks: it runs in a thread.
 *
 * <p>Two walls. The names: each segment is one name, so nothing in it may separate ({@code /},
 * {@code \}), climb ({@code ..}) or end a string of the system (NUL); the router has decoded once
 * and nobody decodes again. The place: the real path, with all links followed, must be below the
 * folder's real path, unless the options follow links; it is the real path that is sent, so a link
 * that is changed later leads nowhere else. The folder's own path may have links, which are
 * followed anew each time: a release is switched by one.
 *
 * <p>Rejected: to normalise and compare texts, which links fool; to refuse links at all, since
 * releases and package managers use them.
 */
final class FileFinder {
    /** Best first: what is liked the same is taken in this order. */
    private static final Map<String, String> SIBLINGS = siblings();

    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final FileOptions options;

    FileFinder(FileOptions options) {
        this.options = options;
    }

    private static Map<String, String> siblings() {
        Map<String, String> siblings = new LinkedHashMap<>();
        siblings.put("br", ".br");
        siblings.put("zstd", ".zst");
        siblings.put("gzip", ".gz");
        return siblings;
    }

    /** What there is. */
    sealed interface Found {}

    /** A file, or the index of a folder. */
    record Hit(FoundFile file) implements Found {}

    /** A folder to list, or whose path lacks the slash at its end; its real path. */
    record Folder(Path path) implements Found {}

    /** Nothing that is served. */
    record Nothing() implements Found {}

    /** A file that this process may not read. */
    record Forbidden() implements Found {}

    /** Returns whether all are names of files that may be asked for. Does not block. */
    boolean areNames(List<String> segments) {
        for (int i = 0; i < segments.size(); i++) {
            String name = segments.get(i);
            boolean isEnd = i == segments.size() - 1 && name.isEmpty(); // "a/": a folder
            if (!isEnd && !isName(name)) {
                return false;
            }
        }
        return true;
    }

    private boolean isName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return false;
        }
        if (name.charAt(0) == '.' && !options.hidden()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || c == '\0' || (WINDOWS && c == ':')) {
                return false;
            }
        }
        char last = name.charAt(name.length() - 1);
        return !WINDOWS || (last != '.' && last != ' ');
    }

    /**
     * Finds what segments name below a folder; they are names.
     *
     * @param segments the last is empty if a folder is meant
     */
    Found find(Path folder, List<String> segments) {
        try {
            Path root = folder.toRealPath();
            Path path = root;
            for (String segment : segments) {
                path = segment.isEmpty() ? path : path.resolve(segment);
            }
            Path real = inside(path, root);
            boolean folderMeant = segments.getLast().isEmpty();
            if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
                return folderMeant ? new Nothing() : hit(real, path, root);
            }
            Optional<Path> index = options.index().map(real::resolve).filter(Files::exists);
            if (index.isEmpty()) {
                return options.listing() ? new Folder(real) : new Nothing();
            }
            return folderMeant
                    ? hit(inside(index.get(), root), index.get(), root)
                    : new Folder(real);
        } catch (AccessDeniedException e) {
            return new Forbidden();
        } catch (IOException | InvalidPathException e) {
            return new Nothing(); // not there, no file, a link that goes round, a name too long
        }
    }

    /** Finds a file that the program has named: it may be anywhere. */
    Found find(Path file) {
        try {
            return hit(file.toRealPath(), file, null);
        } catch (AccessDeniedException e) {
            return new Forbidden();
        } catch (IOException e) {
            return new Nothing();
        }
    }

    private Path inside(Path path, Path root) throws IOException {
        Path real = path.toRealPath();
        if (!real.startsWith(root) && !options.outsideLinks()) {
            throw new NotServedException(path);
        }
        return real;
    }

    /** {@code asked} has the name that tells the type, and the siblings'. */
    private Found hit(Path real, Path asked, @Nullable Path root)
            throws IOException {
        List<FileVersion> versions = new ArrayList<>(List.of(FileVersion.of(real, "")));
        if (!Files.isReadable(real)) {
            return new Forbidden();
        }
        String name = String.valueOf(asked.getFileName());
        if (options.precompressed()) {
            for (var sibling : SIBLINGS.entrySet()) {
                Path compressed = asked.resolveSibling(name + sibling.getValue());
                addSibling(versions, compressed, sibling.getKey(), root);
            }
        }
        return new Hit(new FoundFile(MediaType.ofFile(name), List.copyOf(versions)));
    }

    private void addSibling(
            List<FileVersion> versions,
            Path compressed,
            String coding,
            @Nullable Path root) {
        try {
            if (Files.exists(compressed) && Files.isReadable(compressed)) { // cheap if it is not
                Path real = root == null ? compressed.toRealPath() : inside(compressed, root);
                versions.add(FileVersion.of(real, coding));
            }
        } catch (IOException e) {
            // then there is no such sibling
        }
    }
}
