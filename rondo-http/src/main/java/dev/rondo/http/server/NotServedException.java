package dev.rondo.http.server;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Something is there, but it is nothing to serve: a special file, or outside of the folder. */
final class NotServedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NotServedException(Path path) {
        super(path.toString());
    }
}
