package dev.rondo.http;

import dev.rondo.Rondo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A form that was received, of either media type: fields in memory, files in temporary files, which
 * are deleted when this is closed. aiohttp: {@code request.post()}.
 *
 * {@snippet :
 * try (FormData form = request.body().formData()) {
 *     String title = form.fields().get("title");
 *     Upload picture = form.file("picture").orElseThrow();
 *     Files.copy(picture.file(), target);
 * }
 * }
 */
public final class FormData implements AutoCloseable {
    /**
     * A file of a form.
     *
     * @param name of the field
     * @param fileName as the client has sent it: see {@link Part#fileName}
     * @param type as the client has sent it
     * @param file where it lies, until the form is closed
     * @param size in bytes
     */
    public record Upload(String name, String fileName, MediaType type, Path file, long size) {
        /** Returns the name without folders and what else makes a name dangerous. */
        public Optional<String> safeFileName() {
            return ContentDisposition.formFile(name, fileName).safeFileName();
        }
    }

    private final Form fields;
    private final List<Upload> files;

    private FormData(Form fields, List<Upload> files) {
        this.fields = fields;
        this.files = files;
    }

    static FormData read(Body body) {
        return body.type().matches(MediaType.MULTIPART_FORM.withoutParameters())
                ? readParts(body)
                : new FormData(body.form(), List.of());
    }

    private static FormData readParts(Body body) {
        Form.Builder fields = Form.builder();
        List<Upload> files = new ArrayList<>();
        boolean whole = false;
        try {
            for (Part part : body.multipart().bounded()) {
                String name = part.name().orElse("");
                Optional<String> fileName = part.fileName();
                if (fileName.isPresent()) {
                    Path file = temporary();
                    files.add(new Upload(name, fileName.get(), part.body().type(), file, 0));
                    long size = part.body().saveTo(file);
                    files.set(
                            files.size() - 1,
                            new Upload(name, fileName.get(), part.body().type(), file, size));
                } else {
                    fields.add(name, part.body().text());
                }
            }
            whole = true;
            return new FormData(fields.build(), List.copyOf(files));
        } finally {
            if (!whole) {
                delete(files);
            }
        }
    }

    private static Path temporary() {
        try {
            return Rondo.shielded(
                    () -> Rondo.toThread(() -> Files.createTempFile("rondo-upload", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void delete(List<Upload> files) {
        for (Upload upload : files) {
            try {
                Files.deleteIfExists(upload.file());
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
    }

    /** Returns the fields that are no files. */
    public Form fields() {
        return fields;
    }

    /** Returns the files, in the order of the form. */
    public List<Upload> files() {
        return files;
    }

    /** Returns the first file of a field. */
    public Optional<Upload> file(String name) {
        return files.stream().filter(upload -> upload.name().equals(name)).findFirst();
    }

    /** Deletes the temporary files that are still there. */
    @Override
    public void close() {
        delete(files);
    }

    @Override
    public String toString() {
        return "<FormData fields=" + fields.size() + " files=" + files.size() + ">";
    }
}
