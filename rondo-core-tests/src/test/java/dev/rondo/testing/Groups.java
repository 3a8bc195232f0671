package dev.rondo.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.ExceptionGroup;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests of groups ask again and again. */
public final class Groups {
    private Groups() {}

    /** Runs code that must throw a group, and returns the group. */
    public static ExceptionGroup thrownBy(ThrowingCallable code) {
        Throwable thrown = catchThrowable(code);
        assertThat(thrown).isInstanceOf(ExceptionGroup.class);
        return (ExceptionGroup) thrown;
    }

    /** Runs code that must throw a group of just these types, in any order, nested ones whole. */
    @SafeVarargs
    public static ExceptionGroup assertFails(
            ThrowingCallable code, Class<? extends Throwable>... types) {
        ExceptionGroup group = thrownBy(code);
        List<Class<?>> actual =
                group.exceptions().stream().<Class<?>>map(Object::getClass).toList();
        assertThat(actual).containsOnly(types);
        return group;
    }
}
