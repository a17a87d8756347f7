package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbeKey;
import com.qubetics.dvpn.protocol.node.ProbeMac;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.EpochProbeKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The keys by which nodes tell this registry's challenges from junk, one for each node and epoch.
/// None is stored: each is the first half of `HMAC-SHA-256(secret, "dvpn probe key" ‖ node ‖
/// epoch)`, and the secret is the database's, so that every replica makes the same.
@Component
public class ProbeKeys {
  private static final String HMAC = "HmacSHA256";
  private static final byte[] PURPOSE = "dvpn probe key".getBytes(StandardCharsets.US_ASCII);
  private static final int SECRET_LENGTH = 32;

  /// How far from its own present slot a node answers, and a clock may lie (docs/protocol.md).
  private static final long SLOTS = 2;

  private final SecretKeySpec secret;
  private final EpochSchedule schedule;

  /// Takes the secret there is, or makes it: outside of a transaction, since one that is undone
  /// would leave this replica with another secret than the rest.
  ProbeKeys(JdbcClient jdbc, SecureRandom random, EpochSchedule schedule) {
    byte[] fresh = new byte[SECRET_LENGTH];
    random.nextBytes(fresh);
    jdbc.sql("insert into probe_secret (secret) values (:fresh) on conflict do nothing")
        .param("fresh", fresh)
        .update();
    byte[] stored = jdbc.sql("select secret from probe_secret").query(byte[].class).single();
    this.secret = new SecretKeySpec(stored, HMAC);
    this.schedule = schedule;
  }

  /// What a node needs from now until the present epoch is over, and a little longer.
  ///
  /// @param slot the present one
  public List<EpochProbeKey> around(long slot, NodeId node) {
    long first = schedule.epochOfSlot(slot - SLOTS);
    long last = schedule.epochOfSlot(slot + SLOTS) + 1;
    return LongStream.rangeClosed(first, last)
        .mapToObj(epoch -> new EpochProbeKey(epoch, key(node, epoch)))
        .toList();
  }

  ProbeMac mac(ProbeAnswer expected) {
    return key(expected.node(), schedule.epochOfSlot(expected.slot())).mac(expected);
  }

  private ProbeKey key(NodeId node, long epoch) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(secret);
      mac.update(PURPOSE);
      mac.update(node.address().bytes());
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
      return ProbeKey.of(Arrays.copyOf(mac.doFinal(), ProbeKey.LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform lacks " + HMAC, e);
    }
  }
}
