package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.connection.Disconnection;
import com.qubetics.dvpn.client.login.Access;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "disconnect", description = "End the session and take the tunnel down.")
public final class DisconnectCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Override
  public Integer call() {
    try (Access access = common.access()) {
      Disconnection.Done done = new Disconnection(common.home(), access, common.clock()).end();
      common.show(
          done,
          done.ended()
              ? String.format(
                  Locale.ROOT, "session %s ended after %.0f ms", done.session(), done.millis())
              : "tunnel is down; session %s is not confirmed as ended".formatted(done.session()));
      return done.ended() ? 0 : 1;
    }
  }
}
