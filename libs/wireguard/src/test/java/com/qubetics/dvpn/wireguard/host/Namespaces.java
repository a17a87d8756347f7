package com.qubetics.dvpn.wireguard.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Network namespaces of this test. A platform thread that enters one has its sockets there, and
/// the threads and programs that it starts; virtual threads stay outside.
public final class Namespaces implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;

  /// An emulated machine gets more time for everything.
  private static final int MOST_MINUTES = Integer.getInteger("dvpn.slow", 1);

  private final String prefix = "dvpn" + ProcessHandle.current().pid() + "-";
  private final List<String> names = new ArrayList<>();

  private Namespaces() {}

  /// Aborts the test, with the reason, where namespaces are not permitted; fails it with CI=true.
  public static Namespaces permitted(String... names) {
    Carriers.keepOutside();
    Namespaces namespaces = new Namespaces();
    try {
      for (String name : names) {
        Tool.run(List.of("ip", "netns", "add", namespaces.prefix + name));
        namespaces.names.add(name);
        namespaces.in(name, () -> Tool.run(List.of("ip", "link", "set", "lo", "up")));
      }
      return namespaces;
    } catch (Exception e) {
      namespaces.close();
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError("no network namespaces here: " + e.getMessage(), e);
      }
      return Assumptions.abort("needs root for network namespaces: " + e.getMessage());
    }
  }

  public String full(String name) {
    return prefix + name;
  }

  /// Runs in a namespace, in a thread of its own, for [#MOST_MINUTES] at most.
  public <T> T in(String name, Callable<T> action) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                enter(Path.of("/run/netns", prefix + name));
                result.complete(action.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    try {
      return result.get(MOST_MINUTES, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception exception) {
        throw exception;
      }
      throw e;
    }
  }

  /// A pair of interfaces that joins two namespaces.
  public void join(
      String from,
      String fromInterface,
      String fromAddress,
      String to,
      String toInterface,
      String toAddress)
      throws Exception {
    Tool.run(
        List.of(
            "ip",
            "link",
            "add",
            fromInterface,
            "netns",
            full(from),
            "type",
            "veth",
            "peer",
            "name",
            toInterface,
            "netns",
            full(to)));
    in(from, () -> configure(fromInterface, fromAddress));
    in(to, () -> configure(toInterface, toAddress));
  }

  private static String configure(String name, String address) throws ToolException {
    Tool.run(List.of("ip", "address", "add", address, "dev", name));
    return Tool.run(List.of("ip", "link", "set", "dev", name, "up"));
  }

  @Override
  public void close() {
    for (String name : names) {
      try {
        Tool.run(List.of("ip", "netns", "delete", prefix + name));
      } catch (ToolException e) {
        System.err.println("namespace left behind: " + prefix + name);
      }
    }
    Carriers.checkOutside();
  }

  private static void enter(Path namespace) throws Throwable {
    if (!Files.exists(namespace)) {
      throw new IOException("no namespace " + namespace);
    }
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    MethodHandle setns =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setns"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    MethodHandle close =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = (int) open.invokeExact(arena.allocateFrom(namespace.toString()), 0);
      int result = (int) setns.invokeExact(descriptor, CLONE_NEWNET);
      int closed = (int) close.invokeExact(descriptor);
      if (result != 0 || closed != 0) {
        throw new IOException("setns: not permitted");
      }
    }
  }
}
