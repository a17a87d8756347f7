package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.link.Json;
import com.qubetics.dvpn.agent.setup.AgentSettings;
import com.qubetics.dvpn.agent.setup.Home;
import com.qubetics.dvpn.agent.setup.RegistrationRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Option;

/// How the registration is made and shown.
final class RegistrationOptions {
  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Option(
      names = "--nonce",
      defaultValue = "0",
      description = "the registry's nonce of the node key; 0 for a new one")
  private long nonce;

  @Option(
      names = "--valid-hours",
      defaultValue = "24",
      description = "how long the wallet may take to send it")
  private int validHours;

  void print(Home home, PrintWriter out) throws IOException {
    AgentSettings settings = home.settings();
    RegistrationRequest request =
        RegistrationRequest.of(
            home.network(),
            home.nodeKey(),
            settings.provider(),
            home.tunnelKey().publicKey(),
            settings.endpoint(),
            nonce,
            NodeCommand.CLOCK.instant().plus(Duration.ofHours(validHours)).getEpochSecond());
    if (json) {
      out.println(Json.PRETTY.writeValueAsString(request));
    } else {
      out.println("node " + request.node() + ", to be registered by " + request.provider());
      out.println("Sign and send this transaction with that wallet:");
      out.println("  chain id  " + request.chainId());
      out.println("  to        " + request.to());
      out.println("  value     " + request.value() + " base units (deposit and buffer)");
      out.println("  data      " + request.data());
    }
    out.flush();
  }
}
