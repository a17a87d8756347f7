package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import java.time.Duration;
import java.util.List;

/// What the node asks and tells the control plane. Every call is bounded in time; an answer means
/// that what was told is committed there.
public interface ControlPlane {

  /// Waits up to 25 s for something newer than `after`.
  ///
  /// @param network where sessions are to get their addresses from
  PeersAnswer peers(Revision after, TunnelNetwork network) throws LinkException;

  void report(List<PeerResult> results) throws LinkException;

  List<UsageReceipt> usage(List<UsageItem> items) throws LinkException;

  HeartbeatAnswer heartbeat(Heartbeat heartbeat) throws LinkException;

  void probed(List<ProbeResult> results) throws LinkException;

  /// Looks whether the control plane can be reached; calls that wait are broken off when it can be
  /// again after it could not.
  ///
  /// @return how long until the next look
  Duration watch();
}
