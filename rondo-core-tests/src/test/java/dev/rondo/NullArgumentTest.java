package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A null argument is refused by the call that gets it, and the error names the parameter. The table
 * names the parameters of every public method: {@code -} takes null, {@code .} is a primitive.
 */
class NullArgumentTest {
    private static final List<Class<?>> TYPES =
            List.of(
                    Rondo.class,
                    EventLoop.class,
                    Future.class,
                    Task.class,
                    TaskGroup.class,
                    Timeout.class,
                    ContextVar.class,
                    Context.class,
                    TaskOptions.class,
                    LoopOptions.class,
                    RunnerOptions.class,
                    RetryOptions.class,
                    Runner.class,
                    ExceptionContext.class);

    private static final String TABLE =
            """
            Rondo.asCompleted(Collection) futures
            Rondo.asCompleted(Collection,Duration) futures atMost
            Rondo.await(CompletionStage) stage
            Rondo.awaitAll(Collection) futures
            Rondo.callLater(Duration,Runnable) delay callback
            Rondo.callLater(double,Runnable) . callback
            Rondo.callSoon(Runnable) callback
            Rondo.coroutine(String,Action) name body
            Rondo.coroutine(String,Callable) name body
            Rondo.createFuture(Object) what
            Rondo.createTask(Action) body
            Rondo.createTask(Callable) body
            Rondo.createTask(Coroutine) coroutine
            Rondo.createTask(String,Action) name body
            Rondo.createTask(String,Callable) name body
            Rondo.createTask(TaskOptions,Action) options body
            Rondo.createTask(TaskOptions,Callable) options body
            Rondo.ensureFuture(Awaitable) awaitable
            Rondo.gather(Action[]) bodies
            Rondo.gather(Awaitable[]) awaitables
            Rondo.gather(Callable[]) bodies
            Rondo.gather(Collection) awaitables
            Rondo.gatherExceptions(Collection) awaitables
            Rondo.race(Action[]) bodies
            Rondo.race(Callable[]) bodies
            Rondo.race(Collection) bodies
            Rondo.retry(RetryOptions,Action) options body
            Rondo.retry(RetryOptions,Body) options body
            Rondo.run(Action) body
            Rondo.run(Awaitable) awaitable
            Rondo.run(Body) body
            Rondo.run(RunnerOptions,Action) options body
            Rondo.run(RunnerOptions,Body) options body
            Rondo.runCoroutineThreadsafe(Action,EventLoop) body loop
            Rondo.runCoroutineThreadsafe(Callable,EventLoop) body loop
            Rondo.shield(Awaitable) awaitable
            Rondo.shielded(Action) body
            Rondo.shielded(Body) body
            Rondo.sleep(Duration) time
            Rondo.sleep(Duration,Object) time -
            Rondo.sleep(long,TimeUnit) . unit
            Rondo.staggeredRace(List,Optional) attempts delay
            Rondo.taskGroup(GroupAction) body
            Rondo.taskGroupResult(GroupBody) body
            Rondo.timeout(Duration,Action) atMost body
            Rondo.timeout(Duration,Body) atMost body
            Rondo.timeout(double,Action) . body
            Rondo.timeout(double,Body) . body
            Rondo.timeoutAt(Duration,Action) when body
            Rondo.timeoutAt(Duration,Body) when body
            Rondo.toThread(Action) code
            Rondo.toThread(Body) code
            Rondo.toThread(ExecutorService,Action) executor code
            Rondo.toThread(ExecutorService,Body) executor code
            Rondo.toThread(RemoteExecutor,SerializableAction) executor code
            Rondo.toThread(RemoteExecutor,SerializableBody) executor code
            Rondo.waitAll(Collection) futures
            Rondo.waitAll(Collection,Duration) futures atMost
            Rondo.waitFirst(Collection) futures
            Rondo.waitFirst(Collection,Duration) futures atMost
            Rondo.waitFirstException(Collection) futures
            Rondo.waitFirstException(Collection,Duration) futures atMost
            Rondo.waitFor(Awaitable,Duration) awaitable atMost
            Rondo.waitFor(Awaitable,double) awaitable .
            Rondo.wrapFuture(CompletionStage) stage
            Rondo.wrapFuture(Future) future
            EventLoop.addSignalHandler(String,Runnable) signal callback
            EventLoop.callAt(Duration,Runnable) when callback
            EventLoop.callAt(Duration,Runnable,Context) when callback context
            EventLoop.callAtPassEnd(Runnable) code
            EventLoop.callExceptionHandler(ExceptionContext) context
            EventLoop.callLater(Duration,Runnable) delay callback
            EventLoop.callLater(Duration,Runnable,Context) delay callback context
            EventLoop.callLater(double,Runnable) . callback
            EventLoop.callSoon(Runnable) callback
            EventLoop.callSoon(Runnable,Context) callback context
            EventLoop.callSoonThreadsafe(Runnable) callback
            EventLoop.callSoonThreadsafe(Runnable,Context) callback context
            EventLoop.create(LoopOptions) options
            EventLoop.checkThread(String) operation
            EventLoop.createFuture(Object) what
            EventLoop.createTask(Action) body
            EventLoop.createTask(Callable) body
            EventLoop.createTask(Coroutine) coroutine
            EventLoop.createTask(TaskOptions,Action) options body
            EventLoop.createTask(TaskOptions,Callable) options body
            EventLoop.defaultExceptionHandler(ExceptionContext) context
            EventLoop.installPoller(Poller) replacement
            EventLoop.newTask(Callable,TaskOptions) body options
            EventLoop.removeSignalHandler(String) signal
            EventLoop.runInExecutor(Action) code
            EventLoop.runInExecutor(Callable) code
            EventLoop.runInExecutor(ExecutorService,Action) executor code
            EventLoop.runInExecutor(ExecutorService,Callable) executor code
            EventLoop.runInExecutor(RemoteExecutor,SerializableBody) executor code
            EventLoop.runUntilComplete(Action) body
            EventLoop.runUntilComplete(Awaitable) awaitable
            EventLoop.runUntilComplete(Callable) body
            EventLoop.setDefaultExecutor(ExecutorService) executor
            EventLoop.setExceptionHandler(Optional) handler
            EventLoop.setInheritance(Optional) inheritance
            EventLoop.setSlowCallbackDuration(Duration) slowCallbackDuration
            EventLoop.setTaskFactory(Optional) factory
            EventLoop.shutdownDefaultExecutor(Duration) atMost
            Future.addDoneCallback(Consumer) callback
            Future.addDoneCallback(Consumer,Context) callback context
            Future.cancel(String) -
            Future.get(long,TimeUnit) . unit
            Future.removeDoneCallback(Consumer) callback
            Future.setException(Throwable) exception
            Future.setResult(Object) -
            Task.cancel(String) -
            Task.setName(String) name
            TaskGroup.createTask(Action) body
            TaskGroup.createTask(Callable) body
            TaskGroup.createTask(Coroutine) coroutine
            TaskGroup.createTask(String,Action) name body
            TaskGroup.createTask(String,Callable) name body
            TaskGroup.createTask(TaskOptions,Action) options body
            TaskGroup.createTask(TaskOptions,Callable) options body
            TaskGroup.run(GroupAction) body
            TaskGroup.runResult(GroupBody) body
            TaskGroup.start(StartBody) body
            Timeout.after(Duration) delay
            Timeout.at(Duration) when
            Timeout.reschedule(Duration) newWhen
            Timeout.reschedule(Optional) newWhen
            Timeout.run(Action) body
            Timeout.run(Body) body
            ContextVar.of(String) name
            ContextVar.of(String,Object) name defaultValue
            ContextVar.orElse(Object) other
            ContextVar.reset(Token) token
            ContextVar.set(Object) value
            Context.find(ContextVar) variable
            Context.run(Action) code
            Context.run(Body) code
            TaskOptions.named(String) name
            TaskOptions.new(Optional,Optional,boolean) name context .
            TaskOptions.withContext(Context) context
            TaskOptions.withName(String) name
            LoopOptions.new(Clock,Supplier,Entropy,boolean,Duration) clock poller entropy . watchdog
            LoopOptions.withWatchdog(Duration) watchdog
            LoopOptions.withClock(Clock) clock
            LoopOptions.withEntropy(Entropy) entropy
            LoopOptions.withPoller(Supplier) poller
            RunnerOptions.new(Supplier,boolean,boolean,Duration) loopFactory . . shutdownTimeout
            RunnerOptions.withLoopFactory(Supplier) loopFactory
            RunnerOptions.withShutdownTimeout(Duration) shutdownTimeout
            RetryOptions.new(Predicate,int,Duration,Duration,double,Optional) retried . firstDelay maxDelay . atMost
            RetryOptions.on(Class[]) types
            RetryOptions.when(Predicate) retried
            RetryOptions.withAtMost(Duration) atMost
            RetryOptions.withDelays(Duration,Duration) firstDelay maxDelay
            Runner.new(RunnerOptions) options
            Runner.run(Action) body
            Runner.run(Awaitable) awaitable
            Runner.run(Body) body
            Runner.run(Body,Context) body inContext
            ExceptionContext.new(String) message
            ExceptionContext.new(String,Optional,Optional,Optional,List) message exception future handle created
            ExceptionContext.new(String,Throwable) message exception
            ExceptionContext.withFuture(Future) future
            ExceptionContext.withHandle(Handle) handle
            """;

    private static Stream<String> rows() {
        return TABLE.lines();
    }

    @Test
    void tableHasEveryPublicMethodThatTakesAnObject() {
        Set<String> methods =
                TYPES.stream()
                        .flatMap(NullArgumentTest::executables)
                        .map(NullArgumentTest::signature)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> inTable =
                rows().map(row -> row.split(" ")[0]).collect(Collectors.toCollection(TreeSet::new));
        Set<String> gone = new TreeSet<>(inTable);
        gone.removeAll(methods);
        methods.removeAll(inTable);
        assertThat(methods).as("not in the table").isEmpty();
        assertThat(gone).as("in the table only").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void nullIsRefusedAtTheCall(String row) throws Exception {
        String[] words = row.split(" ");
        Executable method =
                TYPES.stream()
                        .flatMap(NullArgumentTest::executables)
                        .filter(m -> signature(m).equals(words[0]))
                        .findFirst()
                        .orElseThrow();
        VirtualLoop.run(() -> {
            for (int i = 0; i < method.getParameterCount(); i++) {
                if (words[i + 1].length() > 1) {
                    assertRefusesNull(method, i, words[i + 1]);
                }
            }
        });
    }

    private static void assertRefusesNull(Executable method, int index, String name) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == index ? null : sample(types[i]);
        }
        assertThatThrownBy(() -> call(method, arguments))
                .as("%s with null as %s", signature(method), name)
                .cause()
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage(name);
    }

    private static Object call(Executable executable, Object[] arguments) throws Exception {
        if (executable instanceof Method method) {
            method.setAccessible(true); // the combinators are declared in a class of the package's
            boolean isStatic = Modifier.isStatic(method.getModifiers());
            Object receiver = isStatic ? null : sample(owner(method));
            return method.invoke(receiver, arguments);
        }
        return ((java.lang.reflect.Constructor<?>) executable).newInstance(arguments);
    }

    // ---- The methods

    private static Stream<Executable> executables(Class<?> type) {
        Stream<Method> methods =
                Arrays.stream(type.getMethods())
                        .filter(m -> m.getDeclaringClass() != Object.class && !m.isBridge())
                        .filter(m -> !m.getName().equals("equals"))
                        .filter(m -> type != Task.class || m.getDeclaringClass() == Task.class);
        return Stream.concat(Arrays.stream(type.getConstructors()), methods)
                .filter(m ->
                        Arrays.stream(m.getParameters())
                                .map(Parameter::getType)
                                .anyMatch(t -> !t.isPrimitive()));
    }

    private static String signature(Executable method) {
        String name = method instanceof Method ? method.getName() : "new";
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(
                        Collectors.joining(
                                ",", owner(method).getSimpleName() + "." + name + "(", ")"));
    }

    private static Class<?> owner(Executable method) {
        Class<?> declaring = method.getDeclaringClass();
        return declaring.isAssignableFrom(Rondo.class) ? Rondo.class : declaring;
    }

    // ---- Something valid for every other parameter

    private static Object sample(Class<?> type) {
        if (type == double.class) {
            return 0.0;
        } else if (type == int.class) {
            return 0;
        } else if (type == long.class) {
            return 0L;
        } else if (type == boolean.class) {
            return false;
        } else if (type == Callable.class) {
            return (Callable<Object>) () -> "";
        } else if (type == Action.class) {
            return (Action<RuntimeException>) () -> {};
        } else if (type == Body.class) {
            return (Body<Object, RuntimeException>) () -> "";
        } else if (type == SerializableAction.class) {
            return (SerializableAction<RuntimeException>) () -> {};
        } else if (type == SerializableBody.class) {
            return (SerializableBody<Object, RuntimeException>) () -> "";
        } else if (type == RemoteExecutor.class) {
            return new RemoteExecutor() {
                @Override
                public <T> CompletableFuture<T> start(SerializableBody<T, ?> code) {
                    return new CompletableFuture<>();
                }
            };
        } else if (type == GroupBody.class) {
            return (GroupBody<Object>) group -> "";
        } else if (type == GroupAction.class) {
            return (GroupAction) group -> {};
        } else if (type == Runnable.class) {
            return (Runnable) () -> {};
        } else if (type == Consumer.class) {
            return (Consumer<Object>) value -> {};
        } else if (type == Predicate.class) {
            return (Predicate<Object>) value -> true;
        } else if (type == Supplier.class) {
            return (Supplier<Object>) () -> "";
        }
        return sampleObject(type);
    }

    private static Object sampleObject(Class<?> type) {
        List<Object> samples = new ArrayList<>();
        EventLoop loop = Rondo.runningLoop();
        Future<Object> done = loop.createFuture();
        done.setResult("");
        samples.addAll(
                List.of(
                        done,
                        loop,
                        Rondo.currentTask().orElseThrow(),
                        new TaskGroup(),
                        Timeout.never(),
                        ContextVar.of("variable"),
                        new Context(),
                        TaskOptions.defaults(),
                        LoopOptions.defaults(),
                        RunnerOptions.defaults(),
                        RetryOptions.when(e -> true),
                        new Runner(),
                        new ExceptionContext("message")));
        samples.addAll(
                List.of(
                        Duration.ZERO,
                        Optional.empty(),
                        List.of(done),
                        CompletableFuture.completedFuture(""),
                        ForkJoinPool.commonPool(),
                        TimeUnit.SECONDS,
                        new InetSocketAddress(0),
                        new RuntimeException(),
                        Clock.system(),
                        Entropy.fifo(),
                        loop.callSoon(() -> {}),
                        "text"));
        return samples.stream().filter(type::isInstance).findFirst().orElseThrow();
    }

    // ---- Null inside a collection

    @Test
    void nullAmongTheFuturesIsRefusedAtTheCall() {
        VirtualLoop.run(() -> {
            Future<String> done = Rondo.createFuture();
            done.setResult("");
            Collection<Future<String>> futures = Arrays.asList(done, null);
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls =
                    List.of(
                            () -> Rondo.waitAll(futures),
                            () -> Rondo.waitFirst(futures),
                            () -> Rondo.waitFirstException(futures),
                            () -> Rondo.asCompleted(futures),
                            () -> Rondo.awaitAll(futures));
            for (var call : calls) {
                assertThatThrownBy(call)
                        .isExactlyInstanceOf(NullPointerException.class)
                        .hasMessage("futures contains null");
            }
            assertThatThrownBy(() -> Rondo.gather(futures))
                    .isExactlyInstanceOf(NullPointerException.class)
                    .hasMessage("awaitables contains null");
            assertThatThrownBy(() -> Rondo.gather(done, null))
                    .isExactlyInstanceOf(NullPointerException.class)
                    .hasMessage("awaitables contains null");
        });
    }

    @Test
    void nullAmongTheBodiesStartsNone() {
        VirtualLoop.run(() -> {
            Callable<String> body = () -> "";
            assertThatThrownBy(() -> Rondo.gather(body, null))
                    .isExactlyInstanceOf(NullPointerException.class)
                    .hasMessage("bodies contains null");
            assertThatThrownBy(
                            () -> Rondo.staggeredRace(Arrays.asList(body, null), Optional.empty()))
                    .isExactlyInstanceOf(NullPointerException.class)
                    .hasMessage("attempts contains null");
            assertThat(Rondo.allTasks()).hasSize(1);
        });
    }
}
