package com.qubetics.dvpn.ledger.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/// @param installWait how long a candidate has to install a session
/// @param longestGrant longest time a grant may run
/// @param mostPerAccount sessions an account may have at a time
/// @param tunnelHold how long address and key of a session that is over stay taken when the agent
///   does not report the peer's removal; longer than the agents' lease
/// @param lateAck how long after a session's end usage and acks are still taken
/// @param accountErasure how long after its end a session's account is kept; longer than `lateAck`
///   and an epoch with its challenge
/// @param retention how long after its end a session is kept
/// @param lineRate what the fastest line of a node carries in a second, each way; more is not
///   believed
@ConfigurationProperties("dvpn.ledger.session")
public record SessionSettings(
    Duration installWait,
    Duration longestGrant,
    int mostPerAccount,
    Duration tunnelHold,
    Duration lateAck,
    Duration accountErasure,
    Duration retention,
    DataSize lineRate) {

  public SessionSettings {
    if (accountErasure.compareTo(lateAck) < 0 || retention.compareTo(accountErasure) < 0) {
      throw new IllegalArgumentException(
          "dvpn.ledger.session: expected late-ack <= account-erasure <= retention");
    }
  }
}
