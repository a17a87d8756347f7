package com.qubetics.dvpn.gateway.network;

import com.qubetics.dvpn.gateway.admission.Admission;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.network.ChainFacts;
import com.qubetics.dvpn.wire.network.GatewayHealth;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a newcomer asks first: which network this is, and whether its door is open.
@RestController
class NetworkController {
  private final ObjectNode network;
  private final HealthEndpoint health;
  private final Admission admission;

  NetworkController(
      NetworkFile file, NetworkSettings settings, HealthEndpoint health, Admission admission) {
    this.network =
        file.content()
            .put("minimumAgent", settings.minimumAgent())
            .put("authority", settings.authorities().getFirst().toString());
    if (!network.has("chain")) {
      ChainFacts.known(file.domain().chainId())
          .ifPresent(chain -> network.set("chain", Json.tree(chain)));
    }
    ArrayNode authorities = network.putArray("authorities");
    settings.authorities().forEach(authority -> authorities.add(authority.toString()));
    this.health = health;
    this.admission = admission;
  }

  @GetMapping("/api/v1/network")
  ObjectNode network() {
    return network;
  }

  /// The one actuator endpoint that the public port knows; says no more than the status, and
  /// whether a gateway that is well refuses some for want of room.
  @GetMapping("/actuator/health")
  ResponseEntity<GatewayHealth> health() {
    Status status = health.health().getStatus();
    return ResponseEntity.status(
            status.equals(Status.UP) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new GatewayHealth(status.getCode(), admission.isShedding()));
  }
}
