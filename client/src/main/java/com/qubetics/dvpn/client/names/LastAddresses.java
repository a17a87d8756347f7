package com.qubetics.dvpn.client.names;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The program's look-ups of names: as the JDK makes them, and where that brings nothing or takes
/// long, what they brought last.
///
/// Why: when a process dies, its kill switch stays and closes the way to every resolver, while the
/// gateway itself can be reached (its connections carry the mark). The names are those of gateway
/// and RPC endpoint, which the home names anyway.
public final class LastAddresses extends InetAddressResolverProvider {
  private static final String FILE = "addresses.json";
  private static final Kept NONE = new Kept(Map.of());
  private static final long PATIENCE_MILLIS = 2_000;
  private static final Executor THREADS = task -> Thread.ofVirtual().name("look-up").start(task);

  private static volatile @Nullable Home home;

  /// Made by the JDK, for its first look-up.
  public LastAddresses() {}

  /// From here on they are kept there.
  public static void keepIn(Home kept) {
    home = kept;
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Resolver(configuration.builtinResolver(), PATIENCE_MILLIS);
  }

  @Override
  public String name() {
    return "last addresses";
  }

  /// @param hosts addresses as literals, by host
  private record Kept(Map<String, List<String>> hosts) {
    Kept {
      hosts.values().forEach(addresses -> addresses.forEach(InetAddress::ofLiteral));
    }

    List<InetAddress> of(String host, InetAddressResolver.LookupPolicy policy) {
      return hosts.getOrDefault(host, List.of()).stream()
          .map(InetAddress::ofLiteral)
          .filter(address -> (policy.characteristics() & family(address)) != 0)
          .toList();
    }

    private static int family(InetAddress address) {
      return address.getAddress().length == 4
          ? InetAddressResolver.LookupPolicy.IPV4
          : InetAddressResolver.LookupPolicy.IPV6;
    }

    Kept with(String host, List<InetAddress> found) {
      Map<String, List<String>> next = new HashMap<>(hosts);
      next.put(host, found.stream().map(InetAddress::getHostAddress).toList());
      return new Kept(Map.copyOf(next));
    }
  }

  record Resolver(InetAddressResolver usual, long patienceMillis) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      Home kept = home;
      if (kept == null) {
        return usual.lookupByName(host, policy);
      }
      List<InetAddress> known = kept(kept).of(host, policy);
      List<InetAddress> found =
          known.isEmpty() ? usual.lookupByName(host, policy).toList() : found(host, policy, known);
      if (!Set.copyOf(found).equals(Set.copyOf(known))) {
        keep(kept, host, found);
      }
      return found.stream();
    }

    private static Kept kept(Home home) {
      try {
        return home.read(FILE, Kept.class).orElse(NONE);
      } catch (ProblemException | UncheckedIOException e) {
        return NONE;
      }
    }

    private static void keep(Home home, String host, List<InetAddress> found) {
      try {
        home.write(FILE, kept(home).with(host, found));
      } catch (UncheckedIOException e) {
        // The look-up itself succeeded; on a full disk the next process has older ones.
      }
    }

    private List<InetAddress> found(String host, LookupPolicy policy, List<InetAddress> known) {
      try {
        return CompletableFuture.supplyAsync(() -> ask(host, policy, known), THREADS)
            .completeOnTimeout(known, patienceMillis, TimeUnit.MILLISECONDS)
            .join();
      } catch (CompletionException e) {
        return known;
      }
    }

    private List<InetAddress> ask(String host, LookupPolicy policy, List<InetAddress> known) {
      try {
        return usual.lookupByName(host, policy).toList();
      } catch (UnknownHostException e) {
        return known;
      }
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      return usual.lookupByAddress(address);
    }
  }
}
