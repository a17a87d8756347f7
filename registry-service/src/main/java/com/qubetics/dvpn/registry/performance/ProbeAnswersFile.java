package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.wire.network.PastSlot;
import java.util.List;
import java.util.Locale;

/// The second file of an epoch's performance: every slot with its seed, snapshot, challenges and
/// signed answers, from which each node's `up` can be counted again (docs/protocol.md, section 5).
record ProbeAnswersFile(long epoch, List<PastSlot> slots) {

  String text() {
    StringBuilder text = new StringBuilder("dvpn-probe-answers 2\nepoch %s\n".formatted(epoch));
    for (PastSlot slot : slots) {
      line(text, "slot", slot.slot(), slot.seed(), slot.isVoid() ? "void" : "counts");
      for (PastSlot.Node node : slot.nodes()) {
        line(
            text,
            "node",
            lower(node.node()),
            lower(node.provider()),
            node.prefix(),
            node.probes() ? 1 : 0,
            node.eligible() ? 1 : 0,
            node.up() == null ? "-" : node.up() ? 1 : 0,
            node.downSlots(),
            node.deposit() == null ? "-" : node.deposit());
        for (PastSlot.Probe probe : node.probers()) {
          line(
              text,
              "probe",
              lower(probe.prober()),
              probe.challenge(),
              !probe.made() ? "x" : probe.signature() == null ? "-" : probe.signature(),
              probe.rttMicros() == null ? "-" : probe.rttMicros());
        }
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Object... fields) {
    for (int i = 0; i < fields.length; i++) {
      text.append(i == 0 ? "" : " ").append(fields[i]);
    }
    text.append('\n');
  }

  private static String lower(Object address) {
    return address.toString().toLowerCase(Locale.ROOT);
  }
}
