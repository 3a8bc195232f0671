package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a pool's options take and say. */
class PoolOptionsTest {
    @Test
    void theDefaultsAreAsyncpgs() {
        PoolOptions options = PoolOptions.defaults();
        assertThat(options.minSize()).isEqualTo(10);
        assertThat(options.maxSize()).isEqualTo(10);
        assertThat(options.maxQueries()).isEqualTo(50_000);
        assertThat(options.maxInactiveConnectionLifetime()).isEqualTo(Duration.ofSeconds(300));
        assertThat(options.maxLifetime()).isEmpty();
        assertThat(options.acquireTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void eachWithChangesACopy() {
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(2)
                        .withMaxSize(5)
                        .withMaxQueries(7)
                        .withMaxInactiveConnectionLifetime(Duration.ofSeconds(8))
                        .withMaxLifetime(Duration.ofSeconds(9))
                        .withAcquireTimeout(Duration.ofSeconds(10))
                        .withReleaseTimeout(Duration.ofSeconds(11))
                        .withCloseTimeout(Duration.ofSeconds(12))
                        .withDepth(13)
                        .withMaxEvents(14)
                        .withResetQuery("RESET ALL")
                        .withInit(_ -> {});
        assertThat(options)
                .hasToString(
                        "<PoolOptions minSize=2 maxSize=5 depth=13 maxQueries=7 inactive=PT8S"
                                + " lifetime=PT9S acquire=PT10S release=PT11S close=PT12S"
                                + " resetQuery=RESET ALL init>");
        assertThat(options.maxEvents()).isEqualTo(14);
        assertThat(PoolOptions.defaults().depth()).isEqualTo(64);
    }

    @Test
    void aSmallerMaximumLowersTheMinimumThatNobodySet() {
        assertThat(PoolOptions.defaults().withMaxSize(3).minSize()).isEqualTo(3);
        assertThatThrownBy(() -> PoolOptions.defaults().withMinSize(20).check())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("minSize is 20, but maxSize is 10")
                .hasMessageContaining("withMaxSize");
        PoolOptions.defaults().withMinSize(20).withMaxSize(20).check();
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        PoolOptions options = PoolOptions.defaults();
        Duration less = Duration.ofNanos(-1);
        List<ThrowingCallable> wrong =
                List.of(
                        () -> options.withMinSize(-1),
                        () -> options.withMaxSize(0),
                        () -> options.withDepth(0),
                        () -> options.withMaxEvents(0),
                        () -> options.withMaxQueries(-1),
                        () -> options.withMaxInactiveConnectionLifetime(less),
                        () -> options.withMaxLifetime(Duration.ZERO),
                        () -> options.withAcquireTimeout(Duration.ZERO),
                        () -> options.withReleaseTimeout(Duration.ZERO),
                        () -> options.withCloseTimeout(less));
        for (ThrowingCallable call : wrong) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must");
        }
    }
}
