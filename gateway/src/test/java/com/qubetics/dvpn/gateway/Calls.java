package com.qubetics.dvpn.gateway;

import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Calls each row of the route table as who may call it; each variable of a path is `1`.
final class Calls {
  private final TestGateway gateway;
  private final String[] token;
  private final PrivateKey node;
  private final Map<String, Integer> signed = new HashMap<>();
  private final long began = Instant.now().getEpochSecond() + 60;

  Calls(TestGateway gateway, PrivateKey wallet, PrivateKey appKey, PrivateKey node) {
    this.gateway = gateway;
    this.token = gateway.token(wallet, appKey);
    this.node = node;
  }

  static String target(Route route) {
    String path = route.path().getPatternString().replaceAll("\\{[^}]*}", "1");
    return path.equals("/api/v1/agent/bandwidth") ? path + "?bytes=1000" : path;
  }

  /// @param headers names and values
  Answer ask(Route route, String method, String body, String... headers) {
    String target = target(route);
    String[] caller =
        switch (route.who()) {
          case ALL -> new String[0];
          case ACCOUNT -> token;
          case NODE -> TestGateway.agent(node, method, target, body, at(method + target));
        };
    String[] all = new String[caller.length + headers.length];
    System.arraycopy(caller, 0, all, 0, caller.length);
    System.arraycopy(headers, 0, all, caller.length, headers.length);
    return gateway.send(method, target, body, all);
  }

  /// Another second each time: equal requests of one second are repeats.
  private long at(String request) {
    return began - signed.merge(request, 1, Integer::sum);
  }
}
