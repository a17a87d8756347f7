package com.qubetics.dvpn.gateway.network;

import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// network.json as it is, and the signing domain that it fixes. Read once, at the start.
public final class NetworkFile {
  private final ObjectNode content;
  private final Domain domain;

  private NetworkFile(ObjectNode content, Domain domain) {
    this.content = content;
    this.domain = domain;
  }

  /// @throws RuntimeException if the file is missing or names no chain or registry
  public static NetworkFile read(java.nio.file.Path file, JsonMapper json) {
    ObjectNode content = (ObjectNode) json.readTree(file.toFile());
    Domain domain =
        new Domain(
            content.required("chainId").longValue(),
            Address.parse(content.required("nodeRegistry").stringValue()));
    return new NetworkFile(content, domain);
  }

  public Domain domain() {
    return domain;
  }

  /// Whether the chain has accounts that are contracts; so unless the file says that it has none.
  public boolean hasContractAccounts() {
    return content.path("chain").path("contractAccounts").asBoolean(true);
  }

  ObjectNode content() {
    return content.deepCopy();
  }
}
