package dev.rondo.test;

import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.rondo.CancelledError;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.MemoryStream;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The suite for streams finds bugs that streams of users have. */
@Execution(ExecutionMode.SAME_THREAD)
class PlantedBugsTest {
    private static final AtomicReference<UnaryOperator<ByteStream>> PLANTED =
            new AtomicReference<>(UnaryOperator.identity());

    static class Planted extends ByteStreamConformance {
        @Override
        public void withPair(Scenario scenario) throws Exception {
            RondoTests.run(() -> {
                MemoryStream.Pair pair = MemoryStream.pair();
                ByteStream near = PLANTED.get().apply(pair.first());
                ByteStream far = PLANTED.get().apply(pair.second());
                timeout(3_600, () -> scenario.run(near, far)); // what hangs is seen at once
            });
        }
    }

    /** A stream without a bug of its own. */
    private static class Sound implements ByteStream {
        final ByteStream stream;

        Sound(ByteStream stream) {
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer target) {
            return stream.read(target);
        }

        @Override
        public void waitReadable() {
            stream.waitReadable();
        }

        @Override
        public void write(ByteBuffer source) {
            stream.write(source);
        }

        @Override
        public int tryWrite(ByteBuffer source) {
            return stream.tryWrite(source);
        }

        @Override
        public boolean isReadable() {
            return stream.isReadable();
        }

        @Override
        public void onHangUp(Runnable callback) {
            stream.onHangUp(callback);
        }

        @Override
        public void removeOnHangUp() {
            stream.removeOnHangUp();
        }

        @Override
        public void writeEof() {
            stream.writeEof();
        }

        @Override
        public boolean canWriteEof() {
            return stream.canWriteEof();
        }

        @Override
        public void close() {
            stream.close();
        }

        @Override
        public void abort() {
            stream.abort();
        }

        @Override
        public boolean isClosed() {
            return stream.isClosed();
        }

        @Override
        public StreamInfo info() {
            return stream.info();
        }

        @Override
        public String toString() {
            return "<Sound over " + stream + (isClosed() ? " closed" : "") + ">";
        }
    }

    enum Bug {
        LOSES_A_BYTE_ON_CANCEL(
                "cancelledReadLosesNoByte",
                inner ->
                        new Sound(inner) {
                            private boolean lossy;

                            @Override
                            public int read(ByteBuffer target) {
                                if (lossy) {
                                    lossy = false;
                                    stream.read(ByteBuffer.allocate(1));
                                }
                                try {
                                    return stream.read(target);
                                } catch (CancelledError e) {
                                    lossy = true;
                                    throw e;
                                }
                            }
                        }),
        READS_AHEAD_AND_LOSES_IT_ON_CANCEL(
                "cancelInTheSameMomentAsTheByteLosesNothing",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                ByteBuffer own = ByteBuffer.allocate(target.remaining());
                                int count = stream.read(own);
                                sleep(0);
                                target.put(own.flip());
                                return count;
                            }
                        }),
        REORDERS(
                "deliversWhatWasWritten",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                int begin = target.position();
                                int count = stream.read(target);
                                if (count > 1) {
                                    byte first = target.get(begin);
                                    target.put(begin, target.get(begin + 1)).put(begin + 1, first);
                                }
                                return count;
                            }
                        }),
        NEVER_ENDS(
                "halfCloseLetsTheOtherDirectionGoOn",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                int count = stream.read(target);
                                if (count < 0) {
                                    runningLoop().createFuture().await();
                                }
                                return count;
                            }
                        }),
        ENDS_ONCE_ONLY(
                "closeEndsThePeersReadAfterWhatWasWritten",
                inner ->
                        new Sound(inner) {
                            private boolean ended;

                            @Override
                            public int read(ByteBuffer target) {
                                int count = stream.read(target);
                                boolean again = ended;
                                ended |= count < 0;
                                return again ? 0 : count;
                            }
                        }),
        HANGS_ON_CLOSE(
                "operationsOnAClosedStreamFail",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void close() {
                                stream.close();
                                runningLoop().createFuture().await();
                            }
                        }),
        CLOSES_LATER_AND_NOT_WHEN_CANCELLED(
                "cancelledCloseClosesAllTheSame",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void close() {
                                sleep(1);
                                stream.close();
                            }
                        }),
        LOSES_THE_LAST_BYTES_ON_CLOSE(
                "closeEndsThePeersReadAfterWhatWasWritten",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void close() {
                                stream.abort();
                            }
                        }),
        RETURNS_ZERO(
                "deliversWhatWasWritten",
                inner ->
                        new Sound(inner) {
                            private int calls;

                            @Override
                            public int read(ByteBuffer target) {
                                return calls++ % 2 == 0 ? 0 : stream.read(target);
                            }
                        }),
        WAITS_FOR_BYTES_WITHOUT_ROOM(
                "readIntoNoRoomReturnsZeroAtOnce",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                stream.waitReadable();
                                return stream.read(target);
                            }
                        }),
        FORGETS_THE_POSITION(
                "deliversWhatWasWritten",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                return stream.read(target.duplicate());
                            }
                        }),
        READS_TO_THE_CAPACITY(
                "readsIntoThePartOfABufferThatIsFree",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                return stream.read(target.limit(target.capacity()));
                            }
                        }),
        NEEDS_ARRAYS(
                "buffersOfAllKindsAreTaken",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void write(ByteBuffer source) {
                                stream.write(
                                        ByteBuffer.wrap(
                                                source.array(),
                                                source.position(),
                                                source.remaining()));
                                source.position(source.limit());
                            }
                        }),
        NO_BACK_PRESSURE(
                "writeWaitsWhileThePeerDoesNotRead",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void write(ByteBuffer source) {
                                byte[] copy = new byte[source.remaining()];
                                source.get(copy);
                                dev.rondo.Rondo.createTask(
                                        () -> stream.write(ByteBuffer.wrap(copy)));
                            }
                        }),
        WRITES_AGAIN_WHAT_WAS_WRITTEN(
                "cancelledWriteSaysWhatWasHandedOver",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void write(ByteBuffer source) {
                                ByteBuffer own = source.duplicate();
                                stream.write(own);
                                source.position(own.position());
                            }
                        }),
        WRITES_A_PART_ONLY(
                "carriesMuchBothWaysAtOnce",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void write(ByteBuffer source) {
                                stream.tryWrite(source);
                            }
                        }),
        TRIES_FOR_LONG(
                "tryWriteTakesWhatFitsAndNeverWaits",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int tryWrite(ByteBuffer source) {
                                int count = source.remaining();
                                stream.write(source);
                                return count;
                            }
                        }),
        SWALLOWS_CANCELLATIONS(
                "cancelledErrorPassesThroughARead",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                try {
                                    return stream.read(target);
                                } catch (CancelledError e) {
                                    return -1;
                                }
                            }
                        }),
        BREAKS_ON_CANCEL(
                "cancelledReadLosesNoByte",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                try {
                                    return stream.read(target);
                                } catch (CancelledError e) {
                                    stream.abort();
                                    throw e;
                                }
                            }
                        }),
        HALF_CLOSE_CLOSES_BOTH(
                "halfCloseLetsTheOtherDirectionGoOn",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void writeEof() {
                                stream.close();
                            }
                        }),
        WAITS_FOR_NOTHING(
                "waitingForBytesTakesNone",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void waitReadable() {
                                stream.read(ByteBuffer.allocate(1));
                            }
                        }),
        DOES_NOT_SEE_THE_END_WHILE_WAITING(
                "endWakesWhoWaitsForBytes",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void waitReadable() {
                                while (stream.toString().contains(" in=0 ")) {
                                    sleep(1);
                                }
                            }
                        }),
        CLOSES_WHEN_THE_READER_IS_DONE(
                "closeWakesTheReaderOfTheSameEnd",
                inner ->
                        new Sound(inner) {
                            private boolean reading;
                            private boolean closed;

                            @Override
                            public int read(ByteBuffer target) {
                                reading = true;
                                try {
                                    return stream.read(target);
                                } finally {
                                    reading = false;
                                }
                            }

                            @Override
                            public void close() {
                                closed = true;
                                if (!reading) {
                                    stream.close();
                                }
                            }

                            @Override
                            public boolean isClosed() {
                                return closed || stream.isClosed();
                            }
                        }),
        READER_DOES_NOT_HEAR_OF_A_RESET(
                "abortWakesThePeersReader",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int read(ByteBuffer target) {
                                try {
                                    return stream.read(target);
                                } catch (ConnectionResetException e) {
                                    runningLoop().createFuture().await();
                                    throw e;
                                }
                            }
                        }),
        WRITER_DOES_NOT_HEAR_OF_A_RESET(
                "abortWakesThePeersWriter",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void write(ByteBuffer source) {
                                int begin = source.position();
                                try {
                                    stream.write(source);
                                } catch (StreamException e) {
                                    if (source.position() > begin && !stream.isClosed()) {
                                        runningLoop().createFuture().await();
                                    }
                                    throw e;
                                }
                            }
                        }),
        TRIES_INTO_THE_VOID(
                "whatATrialTookArrivesFirst",
                inner ->
                        new Sound(inner) {
                            @Override
                            public int tryWrite(ByteBuffer source) {
                                int count = source.remaining();
                                if (count > 100) {
                                    return stream.tryWrite(source);
                                }
                                source.position(source.limit());
                                return count;
                            }
                        }),
        IS_NEVER_CLOSED(
                "operationsOnAClosedStreamFail",
                inner ->
                        new Sound(inner) {
                            @Override
                            public boolean isClosed() {
                                return false;
                            }
                        }),
        CLOSE_TWICE_FAILS(
                "operationsOnAClosedStreamFail",
                inner ->
                        new Sound(inner) {
                            @Override
                            public void close() {
                                if (stream.isClosed()) {
                                    throw new IllegalStateException("closed already");
                                }
                                stream.close();
                            }
                        });

        final String finder; // the case that finds it
        final UnaryOperator<ByteStream> plant;

        Bug(String finder, UnaryOperator<ByteStream> plant) {
            this.finder = finder;
            this.plant = plant;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Bug bug) {
        PLANTED.set(bug.plant);
        try {
            var results =
                    EngineTestKit.engine("junit-jupiter")
                            .selectors(selectMethod(Planted.class, bug.finder))
                            .execute();
            assertThat(results.testEvents().failed().count()).isOne();
        } finally {
            PLANTED.set(UnaryOperator.identity());
        }
    }

    @Test
    void soundStreamPasses() {
        PLANTED.set(Sound::new);
        assertThat(TestKit.run(Planted.class).testEvents().failed().count()).isZero();
    }
}
