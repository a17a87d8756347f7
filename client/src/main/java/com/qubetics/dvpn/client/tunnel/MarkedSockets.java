package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.wireguard.host.NativeSocket;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The JDK's channels, those to other machines with the kill switch's mark: so this program speaks
/// to gateway and RPC endpoint beside the tunnel, also while the tunnel is dead, and no other
/// program on the machine does.
///
/// Java has no option for it; the channel's file descriptor is asked of the JDK's own class, which
/// the program's manifest opens. Without that, or without the right to mark (CAP_NET_ADMIN),
/// channels are as usual and go into the tunnel like everybody's.
public final class MarkedSockets extends SelectorProvider {
  private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";
  private static final @Nullable MethodHandle DESCRIPTOR = descriptor();

  private static final @Nullable SelectorProvider USUAL = usual();

  /// From here on, in this program; before its first channel. Nothing changes where the JDK is not
  /// opened to it.
  public static void use() {
    if (USUAL != null && DESCRIPTOR != null) {
      System.setProperty(PROVIDER, MarkedSockets.class.getName());
    }
  }

  private static @Nullable SelectorProvider usual() {
    try {
      Method get = Class.forName("sun.nio.ch.DefaultSelectorProvider").getDeclaredMethod("get");
      get.setAccessible(true);
      return (SelectorProvider) get.invoke(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static @Nullable MethodHandle descriptor() {
    try {
      Method method = Class.forName("sun.nio.ch.SelChImpl").getDeclaredMethod("getFDVal");
      method.setAccessible(true);
      return MethodHandles.lookup().unreflect(method);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private final SelectorProvider provider = Objects.requireNonNull(USUAL);

  private static SocketChannel marked(SocketChannel channel) {
    if (DESCRIPTOR != null) {
      try {
        NativeSocket.mark((int) DESCRIPTOR.invoke(channel), KillSwitch.MARK);
      } catch (Throwable e) {
        // Not permitted: unmarked.
      }
    }
    return channel;
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return marked(provider.openSocketChannel());
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    return marked(provider.openSocketChannel(family));
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return provider.openDatagramChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return provider.openDatagramChannel(family);
  }

  @Override
  public Pipe openPipe() throws IOException {
    return provider.openPipe();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return provider.openSelector();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return provider.openServerSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return provider.openServerSocketChannel(family);
  }
}
