package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.connection.Disconnection;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "disconnect", description = "End the session and take the tunnel down.")
public final class DisconnectCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Option(
      names = "--interface",
      defaultValue = "dvpn0",
      paramLabel = "NAME",
      description = "to clean up where the home's files are lost (default: dvpn0)")
  private String name;

  @Override
  public Integer call() {
    try (Access access = login()) {
      Disconnection.Done done =
          new Disconnection(common.home(), access, InterfaceName.parse(name), common.clock()).end();
      common.show(done, text(done));
      return done.ended() ? 0 : 1;
    }
  }

  /// Without one the machine is cleaned all the same.
  private @Nullable Access login() {
    try {
      return common.access();
    } catch (ProblemException | GatewayException e) {
      return null;
    }
  }

  private static String text(Disconnection.Done done) {
    if (done.session() == null) {
      return "this machine is as it was before";
    }
    return done.ended()
        ? String.format(
            Locale.ROOT, "session %s ended after %.0f ms", done.session(), done.millis())
        : "tunnel is down; session %s is not confirmed as ended".formatted(done.session());
  }
}
