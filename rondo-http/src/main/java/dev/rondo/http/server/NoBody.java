package dev.rondo.http.server;

import dev.rondo.http.Body;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Json;
import dev.rondo.http.Status;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The body of a request that is malformed: none. */
final class NoBody extends Body {
    NoBody() {
        super(Headers.none(), Json.standard(), 0);
    }

    @Override
    protected int readSome(ByteBuffer target) {
        return -1;
    }

    @Override
    protected RuntimeException tooLarge(long limit) {
        return new HttpException(Status.CONTENT_TOO_LARGE);
    }

    @Override
    protected RuntimeException malformed(String message, @Nullable Throwable cause) {
        return new HttpException(Status.BAD_REQUEST, message);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(0);
    }

    @Override
    public Headers trailers() {
        return Headers.none();
    }
}
